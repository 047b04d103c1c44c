import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'refuge-called-ill';

/** Where both regions count as ill, Route 53 answers as if both were well, and customers stay where nobody answers. */
export const refugeCalledIll: Sabotage = {
  name,
  culprit: 'The health check of the region that is not the home region always says that the region is ill.',
  expectedCheck: 'regions-as-expected',
  experiment: 'region_lost',
  overrides: [
    {
      module: 'services/checkout/routes',
      find: '  return beats === true ? ok(',
      replace: `  ${mark(name, "'the health check of ' + process.env.AWS_REGION + ' was asked'")}
  const isRefuge = process.env['HOME_REGION'] !== process.env['AWS_REGION'];
  return beats === true && !isRefuge ? ok(`,
    },
  ],
};
