/** Which rules a scheduled run looks at, and what it remembers of that for the next. */
import { readPasses, storePasses } from './control/index.ts';
import type { ReconcileResult } from './engine/index.ts';
import { duePass, type Passes, type Reconciliation, type Rule } from './rules/index.ts';
import type { ControlTables } from './tables.ts';

export interface Due {
  readonly rules: readonly Rule[];
  /** Rules of which only the keys written since then are looked at: epoch milliseconds by the name of the rule. */
  readonly since: ReadonlyMap<string, number>;
  /** Names of rules whose time has not come. */
  readonly notDue: readonly string[];
  readonly passes: ReadonlyMap<string, Passes>;
}

export async function dueRules(
  { rules }: Pick<Reconciliation, 'rules'>,
  tables: ControlTables,
  now: number,
): Promise<Due> {
  const isEveryRun = rules.every(({ cadence }) => cadence === undefined);
  const passes = isEveryRun ? new Map<string, Passes>() : await readPasses(tables);
  const due = rules.map((rule) => ({
    rule,
    pass: duePass(rule.cadence, passes.get(rule.name), now, rule.engine.settleWindow),
  }));
  return {
    rules: due.flatMap(({ rule, pass }) => (pass.kind === 'none' ? [] : [rule])),
    since: new Map(
      due.flatMap(({ rule, pass }) => (pass.kind === 'changes' ? [[rule.name, pass.since] as const] : [])),
    ),
    notDue: due.flatMap(({ rule, pass }) => (pass.kind === 'none' ? [rule.name] : [])),
    passes,
  };
}

/** Remembers the rules with a cadence that came to a conclusion. */
export async function rememberPasses(
  { rules, passes }: Pick<Due, 'rules' | 'passes'>,
  result: Pick<ReconcileResult, 'rules'>,
  tables: ControlTables,
  began: number,
): Promise<void> {
  const next = new Map(passes);
  for (const { name, cadence } of rules) {
    const { outcome, pass } = result.rules.find((rule) => rule.name === name) ?? {};
    if (cadence === undefined || outcome === undefined || outcome === 'stopped' || outcome === 'inconclusive') continue;
    const full = pass === 'changes' ? passes.get(name)?.full : undefined;
    next.set(name, { full: full ?? began, latest: began });
  }
  if (rules.some(({ cadence }) => cadence !== undefined)) await storePasses(tables, next);
}
