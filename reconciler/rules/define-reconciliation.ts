import { type View, waves } from '../engine/index.ts';
import { checkOptions } from '../options.ts';
import { type Acceptance, acceptanceProblems } from './acceptance.ts';
import { limitProblems, repairLimits } from './limits.ts';
import { reconciliationOptions } from './options.ts';
import { type Problem, ReconciliationError } from './problem.ts';
import type { Rule } from './rule.ts';
import type { RepairLimits } from '../engine/index.ts';

export interface ReconciliationOptions {
  readonly rules: readonly Rule[];
  /** Limits of a whole run, over all rules. */
  readonly limits?: Partial<RepairLimits>;
  /** Known differences that are accepted for a while. */
  readonly accepted?: readonly Acceptance[];
  /** Maximum number of rows (key and 32 hexadecimal digits) that a rule holds in memory; 100,000 by default. The rest goes to disk. */
  readonly memory?: { readonly rows: number };
  /** Closes the resources that the views use, such as a pool. The command calls it at the end. */
  readonly close?: () => unknown;
}

/** Checked rules, ready to run. */
export interface Reconciliation {
  readonly rules: readonly Rule[];
  readonly limits: RepairLimits;
  readonly accepted?: readonly Acceptance[];
  readonly memory?: { readonly rows: number };
  readonly close?: () => unknown;
}

/** With fewer rows in memory, a comparison would spend most of its time on scratch files. */
const MIN_ROWS = 1000;

/** @throws ReconciliationError with every mistake, before anything is read */
export function defineReconciliation(options: ReconciliationOptions): Reconciliation {
  checkOptions('defineReconciliation', reconciliationOptions, options);
  const { rules, limits, accepted = [], memory, close } = options;
  const problems = [
    ...rules.flatMap((rule) => rule.problems),
    ...nameProblems(rules),
    ...orderProblems(rules),
    ...viewProblems(rules),
    ...limitProblems('limits', limits),
    ...acceptanceProblems(
      accepted,
      rules.map(({ name }) => name),
    ),
  ];
  if (rules.length === 0) problems.push({ path: 'rules', message: 'must hold at least one rule' });
  if (memory !== undefined && !(Number.isSafeInteger(memory.rows) && memory.rows >= MIN_ROWS)) {
    problems.push({ path: 'memory.rows', message: `must be a whole number, at least ${MIN_ROWS}` });
  }
  if (problems.length > 0) throw new ReconciliationError(problems);
  return {
    rules,
    limits: repairLimits(limits),
    accepted,
    ...(memory && { memory }),
    ...(close && { close }),
  };
}

/** The same reconciliation with only these rules. */
export function onlyRules(reconciliation: Reconciliation, names: readonly string[]): Reconciliation {
  const known = reconciliation.rules.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new ReconciliationError(
      unknown.map((name) => ({ path: name, message: `is not a rule; the rules are ${known.join(', ')}` })),
    );
  }
  return { ...reconciliation, rules: reconciliation.rules.filter(({ name }) => names.includes(name)) };
}

/** Every view of the rules, by name. */
export const viewsOf = ({ rules }: Pick<Reconciliation, 'rules'>): ReadonlyMap<string, View> =>
  new Map(rules.flatMap(({ views }) => views.map((view) => [view.name, view] as const)));

function nameProblems(rules: readonly Rule[]): Problem[] {
  const names = rules.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({ path: `${name}.name`, message: 'is used by more than one rule' }));
}

function orderProblems(rules: readonly Rule[]): Problem[] {
  const names = new Set(rules.map(({ name }) => name));
  const ordered = new Set(waves(rules).flat());
  return rules.flatMap((rule) => {
    const path = `${rule.name}.after`;
    const unknown = rule.after.filter((other) => !names.has(other));
    if (unknown.length > 0) return unknown.map((other) => ({ path, message: `names ${other}, which is not a rule` }));
    return ordered.has(rule) ? [] : [{ path, message: 'is circular: it leads back to this rule' }];
  });
}

/** The ledger stores views by name, and an undo finds them by name. */
function viewProblems(rules: readonly Rule[]): Problem[] {
  const byName = new Map<string, View>();
  return rules.flatMap(({ name, views }) =>
    views.flatMap((view) => {
      const known = byName.get(view.name);
      byName.set(view.name, view);
      if (known === undefined || known === view) return [];
      return [{ path: `${name}.${view.name}`, message: 'is also the name of another view' }];
    }),
  );
}
