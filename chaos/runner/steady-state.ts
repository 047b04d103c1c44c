import { listAlarms } from './alarms.ts';
import type { Stage } from './phases.ts';
import { recordSabotage } from './sabotage-evidence.ts';

/** Lists the alarms. One that is in ALARM before any load is a false alarm: the verdict names it, and no load is started. */
export async function isSteady(stage: Stage): Promise<boolean> {
  const { ports, recorder } = stage;
  const alarms = await listAlarms(ports);
  recorder.record({ kind: 'alarms.listed', alarms });
  await recordSabotage(stage);
  const alarmed = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (alarmed.length > 0) ports.progress(`not started: ${alarmed.join(', ')} in ALARM before any load`);
  return alarmed.length === 0;
}
