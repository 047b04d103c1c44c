/** The invariants of a system's definition, as checks. */
import type { Evidence, Part } from '../evidence/evidence.ts';
import {
  type Invariant,
  type InvariantAnswer,
  judgeInvariant,
  type RunState,
  type SystemDefinition,
} from '../system/index.ts';
import { type Checker, type CheckResult, INCOMPLETE, invalid, unknown, valid } from './checker.ts';
import { isReconcilerDisturbed } from './reconciler-disturbed.ts';

export function invariantCheckers(system: SystemDefinition | undefined): Checker[] {
  return (system?.invariants ?? []).map(checkerOf);
}

function checkerOf(invariant: Invariant): Checker {
  const { name } = invariant;
  return {
    name,
    appliesTo: () => true,
    check: (evidence) => {
      try {
        return { name, ...resultOf(judgeInvariant(invariant, stateFor(invariant, evidence))) };
      } catch (error) {
        if (error instanceof IncompleteError) return { name, ...unknown(INCOMPLETE, [error.message]) };
        return { name, ...unknown('The invariant itself failed, so this check decides nothing.', [String(error)]) };
      }
    },
  };
}

function resultOf({ violations, summary, undecided = false, measured = [] }: InvariantAnswer): CheckResult {
  if (violations.length === 0) return valid(summary, measured);
  return undecided ? unknown(summary, violations, measured) : invalid(summary, violations, measured);
}

/** The invariant needs a part of the evidence that is incomplete. */
class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
}

/** History and prediction are required only if the invariant reads them. */
function stateFor({ at }: Invariant, { journal, parts }: Evidence): RunState {
  const isDisturbed = parts.events.complete && isReconcilerDisturbed(parts.events.value, journal);
  const snapshots = Object.fromEntries(at.map((moment) => [moment, complete(parts[moment])]));
  return {
    snapshots: snapshots as RunState['snapshots'],
    get operations() {
      return complete(parts.history);
    },
    get prediction() {
      return complete(parts.prediction);
    },
    isEndRepaired: journal.experiment.drift.length === 0 || (journal.status === 'completed' && !isDisturbed),
  };
}

function complete<Value>(part: Part<Value>): Value {
  if (!part.complete) throw new IncompleteError(part.reason);
  return part.value;
}
