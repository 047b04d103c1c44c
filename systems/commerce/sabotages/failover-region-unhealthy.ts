import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'failover-region-unhealthy';

/** With both regions unhealthy, Route 53 answers as if both were healthy, so customers stay in the region that is lost. */
export const failoverRegionUnhealthy: Sabotage = {
  name,
  culprit: "The other region's health check always fails, so no customer can be moved there.",
  expectedCheck: 'regions-as-expected',
  experiment: 'region_lost',
  overrides: [
    {
      module: 'services/checkout/routes',
      find: '  return beats === true ? ok(',
      replace: `  ${mark(name, "'the health check of ' + process.env.AWS_REGION + ' was asked'")}
  const isOther = process.env['HOME_REGION'] !== process.env['AWS_REGION'];
  return beats === true && !isOther ? ok(`,
    },
  ],
};
