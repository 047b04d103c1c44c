/** How often scheduled runs look at a rule. Runs that a person starts look at all of it. */
import type { View } from '../engine/index.ts';
import type { Problem } from './problem.ts';

/** Hours are whole, on the system's clock. */
export type Cadence =
  /** A whole pass every so many hours. */
  | { readonly everyHours: number }
  /**
   * Every run looks at the keys that indexes say were written since the run before, and every so many hours at all: an
   * index does not know of rows that were deleted, and a view without one tells no changes.
   */
  | { readonly changes: true; readonly fullEveryHours: number };

/** When earlier runs looked at a rule and came to a conclusion: when they began, epoch milliseconds. */
export interface Passes {
  readonly full: number;
  /** Of either kind. */
  readonly latest: number;
}

export type Pass =
  | { readonly kind: 'full' }
  /** Of keys that were written since then, epoch milliseconds. */
  | { readonly kind: 'changes'; readonly since: number }
  | { readonly kind: 'none' };

const HOUR = 3_600_000;

/** A schedule is a little early or late: a pass that is due within this is made now. */
const EARLY = HOUR / 12;

/**
 * Which pass is due.
 *
 * @param overlap milliseconds by which a change may have reached the index late
 */
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
  const tells = !('changes' in cadence) || views.some(({ changedSince }) => changedSince !== undefined);
  return [
    ...(isWhole ? [] : [{ path: `${name}.cadence.${field}`, message: 'is a whole number of hours from 1' }]),
    ...(tells
      ? []
      : [{ path: `${name}.cadence.changes`, message: 'needs a view that tells what changed: give one `changes`' }]),
  ];
}
