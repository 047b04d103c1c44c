import type { Probe } from '../../schemas/index.ts';
import { listAlarms } from '../alarms.ts';
import type { ProbeAnswer, ProbeContext } from './answer.ts';

/** None of the named alarms, or of all of the stage, is in ALARM; each that is named is there. */
export async function askAlarms(
  { names }: Extract<Probe, { probe: 'alarms' }>,
  { system, clients }: ProbeContext,
): Promise<ProbeAnswer> {
  const alarms = await listAlarms({ clients, system });
  const missing = (names ?? []).filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) return { holds: false, says: `the system has no alarm ${missing.join(', ')}` };
  const asked = alarms.filter(({ name }) => names?.includes(name) ?? true);
  const alarmed = asked.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) return { holds: false, says: `in ALARM: ${alarmed.join(', ')}` };
  return { holds: true, says: `none of ${asked.length} alarms is in ALARM` };
}
