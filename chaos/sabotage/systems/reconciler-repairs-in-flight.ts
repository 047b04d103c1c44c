import { isOfLoad, mark } from '../mark.ts';
import type { Sabotage } from '../sabotage.ts';

const name = 'reconciler-repairs-in-flight';

/** Run each minute rather than each hour, it meets sagas in flight within an experiment. */
export const reconcilerRepairsInFlight: Sabotage = {
  name,
  culprit:
    'The reconciler neither waits for a difference to settle nor asks whether its saga is in flight: it repairs.',
  expectedCheck: 'reconciliation',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'reconciler/engine/settle',
      find: 'await pause(rule.settleWindow, ports.clock, ports.reading.signal);',
      replace: 'await pause(0, ports.clock, ports.reading.signal);',
    },
    {
      module: 'reconciler/engine/settle',
      find: 'const standing = agreedAtAnyMoment(candidate, rule)',
      replace: `const isFlying = !agreedAtAnyMoment(candidate, rule) && rule.inFlight(pair) && ${isOfLoad('key')};
      if (isFlying) {
        ${mark(name, "key + ' is in flight, and repaired'")}
      }
      const standing = isFlying ? 'drift' : agreedAtAnyMoment(candidate, rule)`,
    },
  ],
  changes: [
    {
      type: 'AWS::Scheduler::Schedule',
      where: { Name: '-reconcile$' },
      set: { ScheduleExpression: 'rate(1 minute)' },
    },
  ],
};
