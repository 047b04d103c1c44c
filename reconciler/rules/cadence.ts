/** How often scheduled runs execute a rule. A run that a person starts always compares everything. */
import type { View } from '../engine/index.ts';
import type { Problem } from './problem.ts';

/** Whole hours, on the system's clock. */
export type Cadence =
  /** A full pass every `everyHours` hours. */
  | { readonly everyHours: number }
  /**
   * Every run compares the keys that indexes report as written since the previous run. A full pass runs every
   * `fullEveryHours` hours, because an index does not report deleted rows, and a view without an index reports no
   * changes.
   */
  | { readonly changes: true; readonly fullEveryHours: number };

/** When the last runs that reached a conclusion about a rule started, in epoch milliseconds. */
export interface Passes {
  readonly full: number;
  /** The last pass, full or not. */
  readonly latest: number;
}

export type Pass =
  | { readonly kind: 'full' }
  /** Compares only keys written since this time, in epoch milliseconds. */
  | { readonly kind: 'changes'; readonly since: number }
  | { readonly kind: 'none' };

const HOUR = 3_600_000;

/** Schedules are never exact: a pass that is due within this time runs now. */
const EARLY = HOUR / 12;

/** @param overlap milliseconds that a change may take to reach the index */
export function duePass(cadence: Cadence | undefined, passes: Passes | undefined, now: number, overlap: number): Pass {
  if (cadence === undefined || passes === undefined) return { kind: 'full' };
  const hours = 'changes' in cadence ? cadence.fullEveryHours : cadence.everyHours;
  const isFullDue = now - passes.full >= hours * HOUR - EARLY || passes.latest > now;
  if (isFullDue) return { kind: 'full' };
  return 'changes' in cadence ? { kind: 'changes', since: passes.latest - overlap } : { kind: 'none' };
}

export function cadenceProblems(name: string, cadence: Cadence | undefined, views: readonly View[]): Problem[] {
  if (cadence === undefined) return [];
  const field = 'changes' in cadence ? 'fullEveryHours' : 'everyHours';
  const hours = 'changes' in cadence ? cadence.fullEveryHours : cadence.everyHours;
  const isWhole = Number.isSafeInteger(hours) && hours >= 1;
  const reportsChanges = !('changes' in cadence) || views.some(({ changedSince }) => changedSince !== undefined);
  return [
    ...(isWhole ? [] : [{ path: `${name}.cadence.${field}`, message: 'must be a whole number of hours, at least 1' }]),
    ...(reportsChanges
      ? []
      : [
          {
            path: `${name}.cadence.changes`,
            message: 'needs a view that reports changes: set the `changes` option of one of its views',
          },
        ]),
  ];
}
