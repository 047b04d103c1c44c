/** The shop rejected or lacks something that the harness needs. */
export class CommerceError extends Error {
  override readonly name: string = 'CommerceError';
}

/** The API did not accept the products, customers, stock or orders that are there before any load. */
export class SeedError extends CommerceError {
  override readonly name = 'SeedError';
}

/** A store no longer holds the record on which drift was to be seeded. */
export class DriftError extends CommerceError {
  override readonly name = 'DriftError';
}
