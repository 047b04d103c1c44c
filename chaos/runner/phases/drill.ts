import { counted } from '../../checkers/checker.ts';
import type { Design } from '../../deployment/index.ts';
import { drillAlarms } from '../../drill/index.ts';
import { alarmProofs } from '../../schemas/index.ts';
import type { ActiveRun } from '../context.ts';
import { findBlindAlarms } from '../watch/blind-alarms.ts';

/**
 * Drills the alarms that neither this run nor an earlier one of the game day has made fire, and records what became of
 * each.
 *
 * @param proven alarms that earlier runs made fire and clear
 */
export async function recordDrill(
  { target, recorder, progress, ending }: Pick<ActiveRun, 'target' | 'recorder' | 'progress' | 'ending'>,
  design: Design,
  proven: readonly string[],
): Promise<void> {
  const proofs = alarmProofs({ alarms: [], provenAlarms: [...proven] }, recorder.events);
  const skip = new Set(proofs.filter(({ by }) => by !== 'nothing').map(({ alarm }) => alarm));
  const blind = new Map((await findBlindAlarms(target)).map(({ name, reason }) => [name, reason]));
  progress('making the other alarms fire and clear');
  const report = await drillAlarms({
    target,
    design,
    blind,
    skip,
    signal: ending,
    progress: () => undefined,
  });
  for (const { alarm, outcome, text } of report.alarms) {
    recorder.record({ kind: 'alarm.drilled', alarm, outcome, text });
  }
  const count = report.alarms.filter(({ outcome }) => outcome === 'proven').length;
  progress(`drill: ${count} of ${counted(report.alarms.length, 'alarm')} proven`);
}
