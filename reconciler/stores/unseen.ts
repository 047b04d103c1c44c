import type { AbsentField, Reading, Row } from '../engine/index.ts';
import { type FieldSource, pathText } from './field.ts';

/**
 * Finds the fields that no row of a scan holds: their names or paths are probably wrong. Once every field has been seen,
 * it costs nothing.
 */
export class UnseenFields {
  readonly #view: string;
  #unseen: readonly FieldSource[];
  #rows = 0;

  /** @param sources fields that a row of the store may lack */
  constructor(view: string, sources: readonly FieldSource[]) {
    this.#view = view;
    this.#unseen = sources.filter(({ absentIsNull }) => !absentIsNull);
  }

  add({ fields, unreadable = {}, isKeyless }: Row): void {
    if (isKeyless === true) return;
    this.#rows += 1;
    if (this.#unseen.length === 0) return;
    this.#unseen = this.#unseen.filter(
      ({ field }) => !Object.hasOwn(fields, field) && !Object.hasOwn(unreadable, field),
    );
  }

  /** Reports each such field once. A store without rows says nothing about its fields. */
  report(reading: Reading): void {
    if (this.#rows === 0) return;
    for (const source of this.#unseen) {
      const absent: AbsentField = { view: this.#view, field: source.field, attribute: pathText(source) };
      reading.absent?.(absent);
    }
  }
}
