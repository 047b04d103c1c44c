import { listAlarms } from './alarms.ts';
import type { Stage } from './phases.ts';

/** Lists the alarms. One that is in ALARM before any load is a false alarm: the verdict names it, and no load is started. */
export async function isSteady({ ports, recorder }: Stage): Promise<boolean> {
  const alarms = await listAlarms(ports);
  recorder.record({ kind: 'alarms.listed', alarms });
  const { sabotage } = ports;
  if (sabotage?.removedAlarm !== undefined && !alarms.some(({ name }) => name === sabotage.removedAlarm)) {
    const detail = `the system has no alarm ${sabotage.removedAlarm}`;
    recorder.record({ kind: 'sabotage.reached', sabotage: sabotage.name, detail });
  }
  const alarmed = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) ports.progress(`not started: ${alarmed.join(', ')} in ALARM before any load`);
  return alarmed.length === 0;
}
