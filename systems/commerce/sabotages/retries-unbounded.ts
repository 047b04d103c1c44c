import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'retries-unbounded';

export const retriesUnbounded: Sabotage = {
  name,
  culprit: 'Nobody counts the failures of a message: function and queue retry it for as long as it fails.',
  expectedCheck: 'outcome-as-predicted',
  experiment: 'crash_before_commit',
  overrides: [
    {
      module: 'services/shared/failures',
      find: 'const count = await policy.count(failure);',
      replace: `${mark(name, "'a failure of ' + failure.correlationId + ' in ' + failure.source")}
      const count = 0;`,
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
