/** Finds the views and fields that an expectation names, and that the system does not have. */
import type { Snapshot } from '../../schemas/index.ts';
import type { Expected, ExpectedChange, ExpectedRecord } from '../../system/expect.ts';

type Named = Pick<ExpectedRecord, 'view' | 'where' | 'fields'> | ExpectedChange;

/** Reports each name once, however many requests it concerns. */
export class UnknownNames {
  readonly #views: Snapshot['views'];
  readonly #fields: Snapshot['fields'];
  readonly #report: (line: string) => void;
  readonly #reported = new Set<string>();

  constructor({ views, fields }: Pick<Snapshot, 'views' | 'fields'>, report: (line: string) => void) {
    this.#views = views;
    this.#fields = fields;
    this.#report = report;
  }

  /** @returns the expectations whose views the system has */
  within<One extends Expected>(expected: readonly One[]): readonly One[] {
    const known = expected.filter((one) => this.#isKnown(one));
    return known.length === expected.length ? expected : known;
  }

  #isKnown(one: Expected): boolean {
    if (one.kind !== 'choice') return this.#hasNames(one);
    return one.sets.flat().filter((pattern) => !this.#hasNames(pattern)).length === 0;
  }

  #hasNames(named: Named): boolean {
    const { view } = named;
    if (!this.#views.has(view)) {
      this.#once(`a view ${view}, which the system does not have; it has: ${[...this.#views.keys()].join(', ')}`);
      return false;
    }
    const declared = this.#fields?.get(view);
    if (declared === undefined) return true;
    let isKnown = true;
    for (const field of fieldsOf(named)) {
      if (declared.has(field)) continue;
      isKnown = false;
      this.#once(
        `a field ${field} of ${view}, which the view does not declare; it declares: ${[...declared].join(', ')}`,
      );
    }
    return isKnown;
  }

  #once(what: string): void {
    if (this.#reported.has(what)) return;
    this.#reported.add(what);
    this.#report(`the definition's expect names ${what}`);
  }
}

function fieldsOf(named: Named): string[] {
  if ('field' in named) return [named.field];
  const fields = Object.keys(named.fields);
  return typeof named.where === 'string' ? fields : [...fields, named.where.field];
}
