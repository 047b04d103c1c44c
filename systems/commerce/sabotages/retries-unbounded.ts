import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'retries-unbounded';

export const retriesUnbounded: Sabotage = {
  name,
  culprit: 'Function and mapping retry a failing record forever, which jams its stream.',
  expectedCheck: 'stream-stall',
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
      type: 'AWS::Lambda::EventSourceMapping',
      where: { StartingPosition: '^TRIM_HORIZON$' },
      set: { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 },
    },
  ],
};
