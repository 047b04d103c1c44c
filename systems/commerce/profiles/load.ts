import type { LoadProfile, Scenario } from '@evenkeel/chaos';

/** Checkouts per second, over all journeys that place orders, that the system handles on two cores. */
const CHECKOUTS = 20;

export const load: LoadProfile = {
  name: 'load',
  description: `${CHECKOUTS} checkouts per second: a normal minute, a minute with carts that must fail, and a normal minute`,
  phases: [
    { name: 'baseline', seconds: 60, drainSeconds: 5, scenarios: normal('baseline') },
    {
      name: 'fault',
      seconds: 60,
      drainSeconds: 10,
      scenarios: [
        { name: 'fault', journey: 'checkout', rate: CHECKOUTS - 4 },
        { name: 'fault_over_limit', journey: 'over_limit', rate: 2 },
        { name: 'fault_no_stock', journey: 'no_stock', rate: 2 },
        { name: 'fault_browse', journey: 'browse', rate: 2 },
      ],
    },
    { name: 'recovery', seconds: 60, drainSeconds: 5, scenarios: normal('recovery') },
  ],
};

function normal(phase: string): Scenario[] {
  return [
    { name: phase, journey: 'checkout', rate: CHECKOUTS },
    { name: `${phase}_browse`, journey: 'browse', rate: 2 },
  ];
}
