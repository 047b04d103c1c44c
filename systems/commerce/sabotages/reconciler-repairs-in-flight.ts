import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';
import { isOfLoad } from './of-load.ts';

const name = 'reconciler-repairs-in-flight';

/** It runs every minute instead of every hour, so that it meets sagas in flight within one experiment. */
export const reconcilerRepairsInFlight: Sabotage = {
  name,
  culprit:
    'The reconciler repairs a difference at once: it does not wait for the settle window, and ignores sagas in flight.',
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
        ${mark(name, "key + ' is repaired while in flight'")}
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
