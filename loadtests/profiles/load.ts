import type { Scenario } from '../../chaos/schemas/index.ts';
import type { Profile } from '../lib/profile.ts';

/** Checkouts a second that the system holds on a machine of two cores, all journeys that place orders together. */
const CHECKOUTS = 20;

export const load: Profile = {
  name: 'load',
  description: `${CHECKOUTS} checkouts a second: a calm minute, one with carts that must fail, and a calm one again`,
  phases: [
    { name: 'baseline', seconds: 60, drainSeconds: 5, scenarios: calm('baseline') },
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
    { name: 'recovery', seconds: 60, drainSeconds: 5, scenarios: calm('recovery') },
  ],
};

function calm(phase: string): Scenario[] {
  return [
    { name: phase, journey: 'checkout', rate: CHECKOUTS },
    { name: `${phase}_browse`, journey: 'browse', rate: 2 },
  ];
}
