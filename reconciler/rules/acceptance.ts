import type { Problem } from './problem.ts';

/** A difference that is known and accepted for a while: told, and neither drift nor repaired until it ends. */
export interface Acceptance {
  readonly rule: string;
  /** One key; without it, everything that the rule finds. */
  readonly key?: string;
  /** Why, for the next person. */
  readonly reason: string;
  /** ISO time with its zone, on the clock of the system that is reconciled. From then on it is drift again. */
  readonly until: string;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

export function acceptanceProblems(accepted: readonly Acceptance[], rules: readonly string[]): Problem[] {
  return accepted.flatMap(({ rule, reason, until }, index) => {
    const path = (field: string): string => `accepted.${index}.${field}`;
    const checks: readonly (readonly [boolean, string, string])[] = [
      [rules.includes(rule), 'rule', `names ${rule}, which is no rule; there are ${rules.join(', ')}`],
      [reason.trim() !== '', 'reason', 'says why the difference is accepted'],
      [
        TIME.test(until) && !Number.isNaN(Date.parse(until)),
        'until',
        `is a time with its zone, such as 2026-03-31T12:00:00Z, and not ${JSON.stringify(until)}`,
      ],
    ];
    return checks.filter(([holds]) => !holds).map(([, field, message]) => ({ path: path(field), message }));
  });
}

/** Whether one of these accepts the key at this time. */
export function acceptedAt(
  acceptances: readonly Acceptance[],
  now: number,
): ((rule: string, key: string) => boolean) | undefined {
  const standing = acceptances.filter(({ until }) => Date.parse(until) > now);
  if (standing.length === 0) return undefined;
  const rules = new Set(standing.filter(({ key }) => key === undefined).map(({ rule }) => rule));
  const keys = new Set(standing.map(({ rule, key }) => JSON.stringify([rule, key])));
  return (rule, key) => rules.has(rule) || keys.has(JSON.stringify([rule, key]));
}
