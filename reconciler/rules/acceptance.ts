import type { Problem } from './problem.ts';

/**
 * A known difference that is accepted until a given time. Until then it does not count as drift and is not repaired.
 */
export interface Acceptance {
  readonly rule: string;
  /** The accepted key. If absent, every difference that the rule finds is accepted. */
  readonly key?: string;
  /** Why the difference is accepted, for the next reader. */
  readonly reason: string;
  /**
   * When the acceptance ends: an ISO time with a zone, on the reconciled system's clock. From then on the difference is
   * drift.
   */
  readonly until: string;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Whether it is a time that exists: `Date.parse` reads February 31 as a day in March. */
function isTime(text: string): boolean {
  if (!TIME.test(text) || Number.isNaN(Date.parse(text))) return false;
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

export function acceptanceProblems(accepted: readonly Acceptance[], rules: readonly string[]): Problem[] {
  return accepted.flatMap(({ rule, reason, until }, index) => {
    const path = (field: string): string => `accepted[${index}].${field}`;
    const checks: readonly (readonly [boolean, string, string])[] = [
      [rules.includes(rule), 'rule', `must be the name of a rule (${rules.join(', ')}), not ${rule}`],
      [reason.trim() !== '', 'reason', 'must say why the difference is accepted'],
      [
        isTime(until),
        'until',
        `must be a time with a zone, such as 2026-03-31T12:00:00Z, not ${JSON.stringify(until)}`,
      ],
    ];
    return checks.filter(([holds]) => !holds).map(([, field, message]) => ({ path: path(field), message }));
  });
}

/** Returns a function that says whether a key is accepted at this time; undefined if nothing is accepted. */
export function acceptedAt(
  acceptances: readonly Acceptance[],
  now: number,
): ((rule: string, key: string) => boolean) | undefined {
  const current = acceptances.filter(({ until }) => Date.parse(until) > now);
  if (current.length === 0) return undefined;
  const rules = new Set(current.filter(({ key }) => key === undefined).map(({ rule }) => rule));
  const keys = new Set(current.map(({ rule, key }) => JSON.stringify([rule, key])));
  return (rule, key) => rules.has(rule) || keys.has(JSON.stringify([rule, key]));
}
