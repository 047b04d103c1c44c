import type { Check, Experiment, Journal } from '../schemas/index.ts';
import type { Evidence, Parts } from '../evidence/evidence.ts';

type Measured = Check['measured'];

/** What a checker concludes; its name is added by `checker`. */
export type Finding = Omit<Check, 'name'>;

export interface Checker {
  readonly name: string;
  /** A check that an experiment does not ask for is left out, rather than valid. */
  readonly appliesTo: (experiment: Experiment) => boolean;
  readonly check: (evidence: Evidence) => Check;
}

/**
 * A checker of the parts it needs. Where one of them is not whole the answer is `unknown`, so that `judge` never
 * concludes from a part of the truth.
 */
export function checker<Needed extends keyof Parts>(
  name: string,
  needs: readonly Needed[],
  judge: (parts: Pick<Parts, Needed>, journal: Journal) => Finding,
  appliesTo: Checker['appliesTo'] = () => true,
): Checker {
  return {
    name,
    appliesTo,
    check: ({ journal, parts }) => {
      const reasons = needs.flatMap((need) => {
        const part = parts[need];
        return part.complete ? [] : [part.reason];
      });
      if (reasons.length > 0)
        return { name, ...unknown('Evidence is missing, so nothing can be said.', [...new Set(reasons)]) };
      const whole = Object.fromEntries(
        needs.map((need) => {
          const part = parts[need];
          return [need, part.complete ? part.value : undefined];
        }),
      ) as Pick<Parts, Needed>;
      return { name, ...judge(whole, journal) };
    },
  };
}

export function valid(summary: string, measured: Measured = []): Finding {
  return { result: 'valid', summary, evidence: [], measured };
}

export function invalid(summary: string, evidence: readonly string[], measured: Measured = []): Finding {
  return { result: 'invalid', summary, evidence: smallest(evidence), measured };
}

export function unknown(summary: string, evidence: readonly string[] = [], measured: Measured = []): Finding {
  return { result: 'unknown', summary, evidence: smallest(evidence), measured };
}

/** `valid` where no violation was found. */
export function noneOf(
  violations: readonly string[],
  sound: string,
  violated: (count: number) => string,
  measured: Measured = [],
): Finding {
  return violations.length === 0 ? valid(sound, measured) : invalid(violated(violations.length), violations, measured);
}

/** Lines a person reads before they have understood. */
const MOST_LINES = 5;

function smallest(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}
