/** The load generator itself failed: nothing was learnt of the system under test. */
export class LoadError extends Error {
  override name = 'LoadError';
}

/** No k6 on this machine and no way to build one. */
export class K6MissingError extends LoadError {
  override name = 'K6MissingError';
}

/** Products, customers or stock that the journeys need could not be created through the API. */
export class SeedError extends LoadError {
  override name = 'SeedError';
}
