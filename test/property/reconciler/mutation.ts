/** An old behaviour, as a patch of the sources: with any of them the proof must fail. */
export interface Mutation {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in the file once. */
  readonly search: string;
  readonly replace: string;
}
