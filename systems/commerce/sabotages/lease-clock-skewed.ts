import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'lease-clock-skewed';

export const leaseClockSkewed: Sabotage = {
  name,
  culprit: "The injector's clock stops once a fault is armed, so it ignores the end of the lease and the release.",
  expectedCheck: 'leases-held',
  experiment: 'outlived_lease',
  overrides: [
    {
      module: 'chaos/injector/tables',
      find: 'if (monotonicMs() < staleAt) return value;',
      replace: `if (Array.isArray(value) && value.length > 0) return value;
      if (monotonicMs() < staleAt) return value;`,
    },
    {
      module: 'chaos/injector/aim',
      find: 'if (Date.parse(fault.until) <= now) return false;',
      replace: `if (Date.parse(fault.until) <= now) {
        ${mark(name, "fault.faultId + ' acts on ' + correlationId + ' after its lease'")}
      }`,
    },
    {
      module: 'chaos/injector/aim',
      find: 'Date.parse(until) > injector.now() && armed.some(',
      replace: 'armed.some(',
    },
  ],
};
