/** What a checker is, what it can answer, and what the checkers share. */
import type { Check, Journal, RunEvent } from '../schemas/index.ts';
import type { Evidence, Parts } from '../evidence/evidence.ts';
import type { SagaDefinition, SystemDefinition } from '../system/index.ts';
import { absencesIn, type Stretch, touching, unlessAbsent } from './absence.ts';

type Measured = Check['measured'];

/** Why a check with incomplete evidence is unknown. */
export const INCOMPLETE = 'The evidence that this check needs is incomplete.';

/** A checker's answer, to which `checker` adds the name. */
export type CheckResult = Omit<Check, 'name'>;

/** What decides which checks apply: the experiment, and what is known about the system. */
export type Subject = Pick<Evidence, 'journal' | 'system'>;

export interface Checker {
  readonly name: string;
  /** A check that does not apply to a run is omitted; it is not valid. */
  readonly appliesTo: (subject: Subject) => boolean;
  readonly check: (evidence: Evidence) => Check;
}

/**
 * A checker that judges the given parts of the evidence. If one of them is incomplete, it answers `unknown`, so `judge`
 * never sees incomplete evidence.
 */
export function checker<Needed extends keyof Parts>(
  name: string,
  needs: readonly Needed[],
  judge: (parts: Pick<Parts, Needed>, journal: Journal, system: SystemDefinition | undefined) => CheckResult,
  appliesTo: Checker['appliesTo'] = () => true,
): Checker {
  return {
    name,
    appliesTo,
    check: ({ journal, system, parts }) => {
      const reasons = needs.flatMap((need) => {
        const part = parts[need];
        return part.complete ? [] : [part.reason];
      });
      if (reasons.length > 0) return { name, ...unknown(INCOMPLETE, [...new Set(reasons)]) };
      const complete = Object.fromEntries(
        needs.map((need) => {
          const part = parts[need];
          return [need, part.complete ? part.value : undefined];
        }),
      ) as Pick<Parts, Needed>;
      return { name, ...judge(complete, journal, system) };
    },
  };
}

/** A checker that applies only to systems with sagas, and receives their definition. */
export function sagaChecker<Needed extends keyof Parts>(
  name: string,
  needs: readonly Needed[],
  judge: (parts: Pick<Parts, Needed>, journal: Journal, saga: SagaDefinition, system: SystemDefinition) => CheckResult,
  appliesTo: Checker['appliesTo'] = () => true,
): Checker {
  return checker(
    name,
    needs,
    (parts, journal, system) =>
      system?.saga === undefined ? unknown('The system has no sagas.') : judge(parts, journal, system.saga, system),
    (subject) => hasSagas(subject) && appliesTo(subject),
  );
}

export function valid(summary: string, measured: Measured = []): CheckResult {
  return { result: 'valid', summary, evidence: [], measured };
}

export function invalid(summary: string, evidence: readonly string[], measured: Measured = []): CheckResult {
  return { result: 'invalid', summary, evidence: shortened(evidence), measured };
}

export function unknown(summary: string, evidence: readonly string[] = [], measured: Measured = []): CheckResult {
  return { result: 'unknown', summary, evidence: shortened(evidence), measured };
}

/** `valid` if there are no violations, else `invalid` with them as evidence. */
export function validUnless(
  violations: readonly string[],
  validSummary: string,
  invalidSummary: (count: number) => string,
  measured: Measured = [],
): CheckResult {
  if (violations.length === 0) return valid(validSummary, measured);
  return invalid(invalidSummary(violations.length), violations, measured);
}

/** Such as `1 fault` or `3 faults`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A reader understands a violation from a few examples. */
const MAX_LINES = 5;

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MAX_LINES) return [...lines];
  return [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`];
}

/** Whether the run reads the system's stores, which requires a definition. */
export function hasStores({ system }: Pick<Subject, 'system'>): boolean {
  return system !== undefined;
}

/** Whether the system has sagas, as far as its definition describes them. */
function hasSagas({ system }: Pick<Subject, 'system'>): boolean {
  return system?.saga !== undefined;
}

/** Whether the experiment judges a run of the reconciler. */
export function judgesReconciler({ system, journal }: Subject): boolean {
  return hasStores({ system }) && journal.experiment.reconcile !== undefined;
}

/** Whether reconcile runs can leave results: the experiment judges one, or the system has rules that run hourly. */
export function hasReconcileRuns(subject: Subject): boolean {
  return judgesReconciler(subject) || (hasStores(subject) && (subject.journal.rules?.length ?? 0) > 0);
}

/** Null if there are no values. */
export function largest(values: readonly number[]): number | null {
  return values.reduce<number | null>((max, value) => (max === null || value > max ? value : max), null);
}

/** A delay of the harness up to this many real milliseconds does not affect what it measures. */
const TOLERATED_DELAY_MS = 500;

/** The whole run. */
const ALWAYS: Stretch = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };

/**
 * Turns an exceeded time budget into `unknown` if something else than the system may have caused the overrun: a delay of
 * the harness of at least the overrun, or the absence of a process or of the machine.
 *
 * @param judged when what the check judges happened
 */
export function unlessDelayed(
  result: CheckResult,
  { figures, speed }: Pick<Journal, 'figures' | 'speed'>,
  events: readonly RunEvent[],
  judged: Stretch = ALWAYS,
): CheckResult {
  if (result.result !== 'invalid') return result;
  const overrun = overrunMs(result, speed);
  const delayMs = figures['harnessDelayMs'] ?? 0;
  if (delayMs <= TOLERATED_DELAY_MS || (overrun ?? 0) > delayMs)
    return unlessAbsent(result, touching(absencesIn(events), judged), overrun);
  const summary = `The harness itself was delayed by ${Math.round(delayMs)} ms, so this proves nothing: ${result.summary}`;
  return { ...result, result: 'unknown', summary };
}

/** The largest overrun of a time budget, in real milliseconds; undefined if no budget was exceeded. */
function overrunMs({ measured }: CheckResult, speed: number): number | undefined {
  const realMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, 'virtual s': 1000 / speed };
  const overruns = measured.flatMap(({ unit, value, budget }) =>
    value === null || budget === null ? [] : [(value - budget) * (realMs[unit] ?? 0)],
  );
  const largestOverrun = Math.max(0, ...overruns);
  return largestOverrun > 0 ? largestOverrun : undefined;
}
