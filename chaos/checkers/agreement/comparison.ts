import type { Evidence, Parts } from '../../evidence/evidence.ts';
import type { Journal, RunEvent } from '../../schemas/index.ts';
import type { SystemDefinition } from '../../system/index.ts';
import { harnessDelayMs } from '../harness-delay.ts';

/** What a comparison reads beside the parts that it needs. */
export interface Compared {
  readonly journal: Journal;
  readonly system: SystemDefinition | undefined;
}

/** Facts that stand in two places of a run's evidence. */
export interface Comparison {
  /** What is compared, in a few words. */
  readonly name: string;
  /** Undefined if a part of the evidence is incomplete, which `evidence-whole` reports where the run needs that part. */
  readonly contradictions: (evidence: Evidence) => readonly string[] | undefined;
}

/** @param find one sentence for each contradiction, naming what contradicts what */
export function comparison<Needed extends keyof Parts>(
  name: string,
  needs: readonly Needed[],
  find: (parts: Pick<Parts, Needed>, compared: Compared) => readonly string[],
): Comparison {
  return {
    name,
    contradictions: ({ journal, system, parts }) => {
      const complete: Partial<Pick<Parts, Needed>> = {};
      for (const need of needs) {
        const part = parts[need];
        if (!part.complete) return undefined;
        complete[need] = part.value;
      }
      return find(complete as Pick<Parts, Needed>, { journal, system });
    },
  };
}

/** A sentence if the two differ. */
export function differs(what: string, one: unknown, other: unknown): string[] {
  return one === other ? [] : [`${what}: ${String(one)} and ${String(other)}`];
}

/** The values that occur more than once, each once. */
export function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
}

/** Whether something came after something else, if both came. */
export function isAfter(oneMs: number | undefined, otherMs: number | undefined): boolean {
  return (oneMs ?? Number.NEGATIVE_INFINITY) > (otherMs ?? Number.POSITIVE_INFINITY);
}

/** Real milliseconds by which the runner may note something late, although its event loop was never seen to lag. */
export const LATE_MS = 10_000;

/** Real milliseconds by which the clock of a function may differ from the runner's, k6's and another function's. */
export const FUNCTION_SKEW_MS = 5000;

/** Real milliseconds by which the runner may have noted something late. */
export function toleratedMs(journal: Pick<Journal, 'figures'>, events: readonly RunEvent[]): number {
  return LATE_MS + harnessDelayMs(journal, events);
}
