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

/** A commit for a correlation id of which the service holds nothing: its prepare has not arrived. It is retried. */
export class NothingPreparedError extends ServiceError {
  constructor(service: string, correlationId: string) {
    super(`${service} holds nothing of ${correlationId} to commit. Its prepare has to come first; retry.`);
  }
}

/** A concurrent writer was faster each time. */
export class ContentionError extends ServiceError {
  constructor(thing: string, attempts: number) {
    super(`${thing} was written by others in each of ${attempts} attempts. Retry later.`);
  }
}

/** A record or payload that is not what its sender promises. */
export class MalformedInputError extends ServiceError {
  constructor(place: string, faults: readonly string[]) {
    super(`${place} is not what is expected there: ${faults.join('; ')}. Its sender has to be mended.`);
  }
}

export class InvocationError extends ServiceError {
  constructor(functionName: string, correlationId: string, cause: string) {
    super(`${functionName} failed for ${correlationId}: ${cause}. Its own log has the stack; the call is retried.`);
  }
}

/** A saga that its participants have not all answered for yet; the record that asked for it must be retried. */
export class UnfinishedSagaError extends ServiceError {
  constructor(correlationId: string, state: string) {
    super(`${correlationId} is still ${state} after every service was called. It is driven again with the next retry.`);
  }
}
