/** What load scenarios do, and how often. Plain TypeScript without packages, because k6 imports it too. */

/** The journey whose request the experiment itself describes. All others are journeys of the system. */
export const REQUEST_JOURNEY = 'request';

/** How many iterations a scenario is planned to start in a phase. They are numbered from 0. */
export function plannedIterations(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
