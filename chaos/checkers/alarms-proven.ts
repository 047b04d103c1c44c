import { alarmProofs } from '../schemas/index.ts';
import { checker, counted, invalid, unknown, valid } from './checker.ts';

/** Every alarm fired and cleared, and no mute rule held back its actions: by a fault, or in the drill at the end of the run, which also follows its actions. */
export const alarmsProven = checker(
  'alarms-proven',
  ['events'],
  ({ events }, journal) => {
    if (!events.some(({ kind }) => kind === 'alarms.muted')) {
      return unknown('Nothing shows whether a mute rule held back the actions of the alarms.');
    }
    const proofs = alarmProofs(journal, events);
    const unproven = proofs.filter(({ by }) => by === 'nothing');
    const failed = new Set(
      events.flatMap((event) => (event.kind === 'alarm.drilled' && event.outcome === 'unproven' ? [event.alarm] : [])),
    );
    const lines = unproven.map(({ alarm, text }) => `${alarm}: ${text}`);
    const violations = lines.filter((_, index) => failed.has(unproven[index]?.alarm ?? ''));
    if (violations.length > 0) return invalid('The drill did not prove every alarm.', violations);
    if (lines.length > 0) return unknown(`Nothing shows that ${counted(lines.length, 'alarm')} can fire.`, lines);
    const drilled = proofs.filter(({ by }) => by === 'drill').length;
    return valid(`All ${proofs.length} alarms are proven: ${drilled} by the drill, the others fired in a run.`);
  },
  ({ journal }) => journal.experiment.drill === true,
);
