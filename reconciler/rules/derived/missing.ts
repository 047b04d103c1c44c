/** Source rows that findings of earlier rules account for: the target still counts them. */
import { amountFrom, type Finding, own, type Row, ZERO } from '../../engine/index.ts';
import { emptyGroup, expectedRow, type Group, groupOf, merge } from './aggregate.ts';
import type { DerivedOptions } from './options.ts';
import type { Derivation } from './derivation.ts';

export interface MissingOptions {
  readonly derivation: Derivation;
  readonly missing: DerivedOptions<string, string>['missing'];
  /** The group of a row. */
  readonly keyOf: (row: Row) => string | undefined;
}

/** What the group would come to with the rows that unrepaired findings leave out; undefined if they leave out none. */
export function rowWithMissing(
  key: string,
  left: Row | undefined,
  open: readonly Finding[],
  { derivation, missing, keyOf }: MissingOptions,
): Row | undefined {
  const rows =
    missing === undefined ? [] : open.flatMap((finding) => missing(finding)).filter((row) => keyOf(row) === key);
  if (rows.length === 0) return undefined;
  const whole = rows.reduce((group, row) => merge(group, groupOf(row, derivation)), groupIn(left, derivation));
  return expectedRow(key, whole, derivation);
}

/** The group again, of the row that was made of it. */
function groupIn(row: Row | undefined, derivation: Derivation): Group {
  if (row === undefined) return emptyGroup(derivation);
  const { rows = [], count = 0 } = row.madeOf ?? {};
  const [latest] = rows;
  return {
    rows: count,
    sums: derivation.sums.map(({ into }) => {
      const value = own(row.fields, into);
      const amount = typeof value === 'bigint' || typeof value === 'string' ? amountFrom(value) : undefined;
      return amount ?? own(row.unreadable, into) ?? ZERO;
    }),
    latest: latest && groupOf(latest, derivation).latest,
    touchedAt: row.touchedAt,
  };
}
