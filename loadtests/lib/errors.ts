/** The load generator failed, which says nothing about the system under test. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** k6 is not installed and cannot be built. */
export class K6MissingError extends LoadError {
  override name = 'K6MissingError';
}

/** One reason why a module with journeys cannot be used. */
export interface JourneyProblem {
  /** The journey that it is about; undefined if it is about the module as a whole. */
  readonly journey?: string;
  readonly message: string;
}

/** The module with a system's journeys does not exist, cannot be bundled, or lacks journeys. */
export class JourneyError extends LoadError {
  override name = 'JourneyError';
  readonly problems: readonly JourneyProblem[];

  constructor(problems: readonly JourneyProblem[], options?: ErrorOptions) {
    super(problems.map(({ message }) => message).join('; '), options);
    this.problems = problems;
  }
}
