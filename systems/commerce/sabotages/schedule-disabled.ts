import { scheduleNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const scheduleDisabled: Sabotage = {
  name: 'schedule-disabled',
  culprit: "The schedule that drains payment's outbox is disabled, so events that a crash left are never published.",
  expectedCheck: 'deployed-as-designed',
  experiment: 'drift_repaired',
  changes: [{ type: 'AWS::Scheduler::Schedule', where: { Name: '-payment-relay$' }, set: { State: 'DISABLED' } }],
  async seen(deployed) {
    const schedule = await scheduleNamed(deployed, 'payment-relay');
    return schedule?.State === 'DISABLED' ? 'the schedule payment-relay is disabled' : undefined;
  },
};
