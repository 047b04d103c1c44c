import { counted } from '../../checkers/checker.ts';
import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import { listAlarms } from '../watch/alarms.ts';
import type { ProbeContext } from './probe.ts';

/** None of the named alarms, or of all alarms of the stage, is in ALARM, and each named alarm exists. */
export async function askAlarms(
  { names }: Extract<Probe, { probe: 'alarms' }>,
  { system, clients }: ProbeContext,
): Promise<ProbeAnswer> {
  const alarms = await listAlarms({ clients, system });
  const missing = (names ?? []).filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) return { ok: false, message: `the system has no alarm ${missing.join(', ')}` };
  const asked = alarms.filter(({ name }) => names?.includes(name) ?? true);
  const alarmed = asked.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) return { ok: false, message: `in ALARM: ${alarmed.join(', ')}` };
  return { ok: true, message: `none of ${counted(asked.length, 'alarm')} is in ALARM` };
}
