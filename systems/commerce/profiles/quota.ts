import type { LoadProfile } from '@evenkeel/chaos';

/** A single iteration makes all checks. */
export const quota: LoadProfile = {
  name: 'quota',
  description:
    'the usage plans: a burst is throttled (429) with the Basic and Premium keys, and not with the Power key',
  phases: [{ name: 'quota', seconds: 1, drainSeconds: 0, scenarios: [{ name: 'quota', journey: 'quota', rate: 1 }] }],
};
