/** The shop did not accept what the harness needs of it, or lacks it. */
export class CommerceError extends Error {
  override readonly name: string = 'CommerceError';
}

/** The API did not accept the products, customers, stock or orders that are there before any load. */
export class SeedError extends CommerceError {
  override readonly name = 'SeedError';
}

/** A store no longer holds what the drift is seeded on. */
export class DriftError extends CommerceError {
  override readonly name = 'DriftError';
}
