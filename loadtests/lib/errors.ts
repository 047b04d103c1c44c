/** The load generator failed, which says nothing about the system under test. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** k6 is not installed and cannot be built. */
export class K6MissingError extends LoadError {
  override name = 'K6MissingError';
}

/** The module with a system's journeys does not exist, cannot be bundled, or lacks a journey. */
export class JourneyError extends LoadError {
  override name = 'JourneyError';
}
