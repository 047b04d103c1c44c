/** What a run reads from the control table before it starts. */
import { readAcceptances, readPlan, readRowCounts } from './control/index.ts';
import { type Clock, type Plan, ReconcilerError, ruleOf, type RunOptions } from './engine/index.ts';
import { acceptedAt, type Reconciliation } from './rules/index.ts';
import type { ControlTables } from './tables.ts';

interface KeptStateOptions {
  readonly reconciliation: Reconciliation;
  readonly repair?: ControlTables;
  readonly tables?: ControlTables;
  /** Id of a plan. */
  readonly approve?: string;
  readonly clock: Clock;
}

/** What earlier runs and people left in the control table for this run. */
export interface KeptState {
  readonly accepted: RunOptions['accepted'];
  readonly rowsBefore: RunOptions['rowsBefore'];
  readonly approved: Plan | undefined;
}

/** @throws ReconcilerError for a plan that this run cannot carry out */
export async function readKeptState({
  reconciliation,
  repair,
  tables = repair,
  approve,
  clock,
}: KeptStateOptions): Promise<KeptState> {
  const accepted = await acceptancesOf(reconciliation, tables, clock);
  const rowsBefore = tables && (await readRowCounts(tables));
  const approved =
    approve === undefined || repair === undefined ? undefined : await readPlan({ ...repair, clock }, approve);
  const names = new Set(reconciliation.rules.map(({ name }) => name));
  const other = approved?.operations.map(({ operationId }) => ruleOf(operationId)).find((name) => !names.has(name));
  if (other !== undefined) throw new OtherRulesError(approve ?? '', other);
  return { accepted, rowsBefore, approved };
}

class OtherRulesError extends ReconcilerError {
  constructor(plan: string, rule: string) {
    super(`The plan ${plan} has repairs of the rule ${rule}, which this run does not run. Run all rules of the plan.`);
  }
}

async function acceptancesOf(
  { accepted = [] }: Reconciliation,
  tables: ControlTables | undefined,
  clock: Clock,
): Promise<RunOptions['accepted']> {
  const stored = tables === undefined ? [] : await readAcceptances(tables);
  return acceptedAt([...accepted, ...stored], clock.now());
}
