/** A former defect, as a patch of the sources. With any of them, the proof must fail. */
export interface Mutation {
  readonly name: string;
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly search: string;
  readonly replace: string;
}
