import type { LoadProfile } from '@evenkeel/chaos';

/** Ten seconds of every shopping journey, to see whether the system works at all. */
export const smoke: LoadProfile = {
  name: 'smoke',
  description: 'every shopping journey for ten seconds, a few per second',
  phases: [
    {
      name: 'smoke',
      seconds: 10,
      drainSeconds: 5,
      scenarios: [
        { name: 'smoke_browse', journey: 'browse', rate: 1 },
        { name: 'smoke_checkout', journey: 'checkout', rate: 3 },
        { name: 'smoke_over_limit', journey: 'over_limit', rate: 0.5 },
        { name: 'smoke_no_stock', journey: 'no_stock', rate: 0.5 },
      ],
    },
  ],
};
