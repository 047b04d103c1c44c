/** The load generator failed, which says nothing about the system under test. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** k6 is not installed and cannot be built. */
export class K6MissingError extends LoadError {
  override name = 'K6MissingError';
}

/** The API did not accept the products, customers or stock that the journeys need. */
export class SeedError extends LoadError {
  override name = 'SeedError';
}
