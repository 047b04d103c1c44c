/** What a load scenario does, over and over. Plain TypeScript without packages: k6 imports it too. */
export const JOURNEYS = ['browse', 'checkout', 'over_limit', 'no_stock', 'quota', 'request'] as const;

/** Journeys that start a saga, and how it must end where no fault interferes. */
export const SAGA_JOURNEYS: Readonly<Record<string, 'completed' | 'rolled-back'>> = {
  checkout: 'completed',
  over_limit: 'rolled-back',
  no_stock: 'rolled-back',
};
