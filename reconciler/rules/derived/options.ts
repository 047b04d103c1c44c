import type { Finding, Row, View } from '../../engine/index.ts';
import type { Repair } from '../define-rule.ts';
import type { RuleOptions } from '../rule.ts';
import type { RowCondition } from './condition.ts';

export interface DerivedOptions<Source extends string, Target extends string>
  extends Omit<RuleOptions, 'inFlight' | 'stuckAfter' | 'onStuck' | 'cadence'> {
  /** A group needs all its rows, so no pass can compare changes only. */
  readonly cadence?: { readonly everyHours: number };
  /** The rows that a function derives something from, such as bookings. Declare `updatedAt` to find causes. */
  readonly from: View<Source>;
  /** The field, or fields, by which rows are grouped. Their values are the key of the group's row in `into`. */
  readonly by: NoInfer<Source> | readonly NoInfer<Source>[];
  /** The rows that count, such as `{ state: ['CONFIRMED', 'SOLD'] }` or a function of the row; all by default. */
  readonly where?: RowCondition<NoInfer<Source>>;
  /** The rows that the function keeps, one per group, such as the totals of events. */
  readonly into: View<Target>;
  /** Field of `into` that holds the number of rows. */
  readonly count?: NoInfer<Target>;
  /** Field of `into` that holds the sum of a field: its name if both are the same, or `{ sold: 'seats' }`. */
  readonly sum?: NoInfer<Source & Target> | { readonly [target in NoInfer<Target>]?: NoInfer<Source> };
  /** Fields of `into` that hold fields of the row with the highest `by`: a version, or the time of the last write. */
  readonly latest?: {
    readonly by: NoInfer<Source>;
    readonly fields: readonly NoInfer<Source & Target>[] | { readonly [target in NoInfer<Target>]?: NoInfer<Source> };
  };
  /** Field of `into` that says whether there are rows; `true` if the row itself says so. */
  readonly exists?: NoInfer<Target> | true;
  /**
   * What `into` holds for a group without rows. `zero`: a row with 0 and false, or no row; the default for a count, a sum
   * or a flag. `noRow`: no row.
   */
  readonly emptyGroup?: 'zero' | 'noRow';
  /** The source rows that an unrepaired finding of an earlier rule leaves out, such as a lost ticket. */
  readonly missing?: (finding: Finding) => readonly Row[];
  /** `copy` writes the derived values to `into`; `report`, the default, writes nothing. */
  readonly repair?: Repair;
}
