/** What requests change in records that they share with others, summed up. */
import type { Fields } from '../../schemas/index.ts';
import type { ExpectedChange } from '../../system/expect.ts';

interface Sum {
  by: number;
  min: number | undefined;
  /** Whether a request changes it that is not at its end, so that its value is not known yet. */
  isOpen: boolean;
}

type Sums = ReadonlyMap<string, Sum>;

export class Changes {
  /** View -> key -> field. */
  readonly #views = new Map<string, Map<string, Map<string, Sum>>>();

  add({ view, key, field, by, min }: ExpectedChange): void {
    const sum = this.#sumAt(view, key, field);
    sum.by += by;
    if (min !== undefined) sum.min = Math.max(min, sum.min ?? min);
  }

  /** Leaves open how far a request changes it. */
  leaveOpen({ view, key, field }: Pick<ExpectedChange, 'view' | 'key' | 'field'>): void {
    this.#sumAt(view, key, field).isOpen = true;
  }

  of(view: string, key: string): Sums | undefined {
    return this.#views.get(view)?.get(key);
  }

  keysIn(view: string): Iterable<string> {
    return this.#views.get(view)?.keys() ?? [];
  }

  isChanged(view: string): boolean {
    return this.#views.has(view);
  }

  isOpen(view: string, key: string): boolean {
    return [...(this.of(view, key)?.values() ?? [])].some(({ isOpen }) => isOpen);
  }

  #sumAt(view: string, key: string, field: string): Sum {
    let keys = this.#views.get(view);
    if (keys === undefined) this.#views.set(view, (keys = new Map<string, Map<string, Sum>>()));
    let fields = keys.get(key);
    if (fields === undefined) keys.set(key, (fields = new Map<string, Sum>()));
    let sum = fields.get(field);
    if (sum === undefined) fields.set(field, (sum = { by: 0, min: undefined, isOpen: false }));
    return sum;
  }
}

/** What a record must hold: what it held before the load, and the changes. Undefined if it must not exist. */
export function changedRecord(before: Fields | undefined, sums: Sums | undefined): Fields | undefined {
  if (sums === undefined) return before;
  const fields: Record<string, Fields[string]> = { ...before };
  for (const [field, { by }] of sums) {
    const first = before?.[field];
    fields[field] = (typeof first === 'number' ? first : 0) + by;
  }
  return fields;
}

/** Why the numbers are out of bounds: one line for each. */
export function outOfBounds(is: Fields, sums: Sums | undefined): string[] {
  return [...(sums ?? [])].flatMap(([field, { min }]) => {
    const value = is[field];
    return min === undefined || (typeof value === 'number' && value >= min)
      ? []
      : [`${field} is ${JSON.stringify(value ?? null)}, which is below ${min}`];
  });
}
