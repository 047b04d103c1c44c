/** The family of errors that services throw. Each message names the thing, the place and the way out. */
export abstract class ServiceError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

export class EnvironmentError extends ServiceError {
  constructor(faults: readonly string[]) {
    super(
      `The function's environment does not fit: ${faults.join('; ')}. Set these variables in the function's definition.`,
    );
  }
}
