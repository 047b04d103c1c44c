/** The errors that services throw. Each message names the thing, the place and the way out. */
export abstract class ServiceError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

export class EnvironmentError extends ServiceError {
  constructor(problems: readonly string[]) {
    super(
      `the function's environment is invalid: ${problems.join('; ')}. Set these variables in the function's definition`,
    );
  }
}

/** A commit arrived before the prepare of its correlation id. It is retried. */
export class NothingPreparedError extends ServiceError {
  constructor(service: string, correlationId: string) {
    super(`${service} has nothing prepared to commit for ${correlationId}. Retry once its prepare has arrived`);
  }
}

/** A concurrent writer won every attempt. */
export class ContentionError extends ServiceError {
  constructor(thing: string, attempts: number) {
    super(`${thing} was changed by another writer in each of ${attempts} attempts. Retry later`);
  }
}

/** A record or payload that does not match its schema. */
export class MalformedInputError extends ServiceError {
  constructor(place: string, problems: readonly string[]) {
    super(`${place} does not match its schema: ${problems.join('; ')}. Fix its sender`);
  }
}

export class InvocationError extends ServiceError {
  constructor(functionName: string, correlationId: string, cause: string) {
    super(
      `${functionName} failed for ${correlationId}: ${cause}. Its own log has the stack trace; the call is retried`,
    );
  }
}

/** Not all participants of the saga have answered yet; the record that requested the rollback must be retried. */
export class UnfinishedSagaError extends ServiceError {
  constructor(correlationId: string, state: string) {
    super(`${correlationId} is still ${state} after every service was called. The next retry drives it again`);
  }
}

/** A stream did not get to the end of a range of records in time. The message that names the range is received again. */
export class UnreadRangeError extends ServiceError {
  constructor(endSequenceNumber: string, shardId: string) {
    super(
      `${shardId} was not read up to ${endSequenceNumber} in time. The message stays in its queue and is tried again`,
    );
  }
}
