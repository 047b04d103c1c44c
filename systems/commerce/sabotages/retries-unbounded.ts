import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'retries-unbounded';

export const retriesUnbounded: Sabotage = {
  name,
  culprit: 'Function and queue retry a failing message forever, so its order never ends.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'crash_before_commit',
  overrides: [
    {
      module: 'services/shared/failures',
      find: "if (count < policy.limit) return 'retry';",
      replace: `if (count >= policy.limit) {
        ${mark(name, "'failure ' + count + ' of ' + failure.correlationId + ' in ' + failure.source")}
      }
      return 'retry';`,
    },
  ],
  changes: [
    {
      type: 'AWS::SQS::Queue',
      where: { QueueName: '-orders[.]fifo$' },
      set: { RedrivePolicy: { Ref: 'AWS::NoValue' } },
    },
  ],
};
