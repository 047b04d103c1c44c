import type { Profile } from '../lib/profile.ts';

/** One iteration is the whole proof. */
export const quota: Profile = {
  name: 'quota',
  description: 'the usage plans: Basic and Premium keys are answered 429 in a burst, the Power key is not',
  phases: [{ name: 'quota', seconds: 1, drainSeconds: 0, scenarios: [{ name: 'quota', journey: 'quota', rate: 1 }] }],
};
