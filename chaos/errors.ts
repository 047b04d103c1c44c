/** The root of every error that chaos throws on purpose. Its message names the thing, the place and the way out. */
export class ChaosError extends Error {
  override readonly name: string = 'ChaosError';
}
