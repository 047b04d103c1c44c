/** Texts that a store keeps in a form of its own, such as `10.0.0.1` in a column of type inet. */
import type { Json } from './json.ts';
import type { Reading } from './row.ts';

export interface Spelling {
  /** Text fields whose type in the store has one spelling for each value. */
  readonly fields: ReadonlySet<string>;
  /** Those of them whose values the store itself returns in several spellings, such as XML with a declaration. */
  readonly varied: ReadonlySet<string>;
  /**
   * The values in the store's spelling; undefined for one that the type rejects or would change.
   *
   * @param values texts, or JSON that represents a text, such as an array
   */
  normal(values: readonly SpelledValue[], reading: Reading): Promise<readonly (string | undefined)[]>;
}

export interface SpelledValue {
  readonly field: string;
  readonly value: Exclude<Json, null>;
}
