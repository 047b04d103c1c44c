/** What load scenarios do, and how often. Plain TypeScript without packages, because k6 imports it too. */

/** What each iteration of a scenario does. */
export const JOURNEYS = ['browse', 'checkout', 'over_limit', 'no_stock', 'quota', 'request'] as const;

/** The journeys that start a saga, each with the end that the saga must reach when no fault interferes. */
export const SAGA_JOURNEYS: Readonly<Record<string, 'completed' | 'rolled-back'>> = {
  checkout: 'completed',
  over_limit: 'rolled-back',
  no_stock: 'rolled-back',
};

/** How many iterations a scenario is planned to start in a phase. They are numbered from 0. */
export function plannedIterations(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
