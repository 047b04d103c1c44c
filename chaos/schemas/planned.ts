/** What a scenario's rate comes to. Plain TypeScript without packages: k6 imports it too. */

/** Iterations a scenario is to start in a phase: 0 to one less than this. */
export function plannedIterations(rate: number, seconds: number): number {
  return Math.max(1, Math.round(rate * seconds));
}
