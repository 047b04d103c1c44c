/** The first stage: decides which rules workers compare, and splits their sides into parts. */
import { randomBytes } from 'node:crypto';
import { readPasses } from '../control/index.ts';
import { canBeInParts, planParts, type Reading } from '../engine/index.ts';
import { duePass, type Passes, pacedViews, type Rule } from '../rules/index.ts';
import { type Batch, type PlannedRule, storeBatch, unitsOf } from './batch.ts';
import { ONE_FUNCTION_SECONDS, partsFor, readingSeconds } from './fit.ts';
import { groupsOf } from './merge.ts';
import type { StageContext } from './stage.ts';

export interface PlanInput {
  readonly id: string;
  /** Whether rules run as their cadence says. */
  readonly isScheduled: boolean;
  /** Distribute rules that one function would read for longer. */
  readonly oneFunctionSeconds?: number;
}

export interface PlanOutput {
  readonly batch: string;
  /** Numbers of the parts to sketch; none if every rule fits one function. */
  readonly units: readonly number[];
  /** Numbers of the groups of sketches to add up; none if the parts are few. */
  readonly groups: readonly number[];
}

/**
 * A rule whose stores do not answer is left to the last stage, which then reports the reason as any run does.
 */
export async function planStage(input: PlanInput, context: StageContext): Promise<PlanOutput> {
  const { clock, tables, reconciliation } = context;
  const startedAt = clock.now();
  const seed = randomBytes(16).toString('hex');
  const due = input.isScheduled ? await fullyDue(context, startedAt) : reconciliation.rules;
  const rules: PlannedRule[] = [];
  for (const rule of due) {
    const planned = await plannedRule(rule, seed, input, context).catch(() => undefined);
    if (planned !== undefined) rules.push(planned);
  }
  const batch: Batch = { id: input.id, startedAt, seed, rules };
  await storeBatch(tables, batch);
  return { batch: batch.id, units: [...unitsOf(batch).keys()], groups: [...groupsOf(batch).keys()] };
}

/** The rules that this run compares in full. */
async function fullyDue({ reconciliation, tables }: StageContext, now: number): Promise<readonly Rule[]> {
  const { rules } = reconciliation;
  const isAny = rules.some(({ cadence }) => cadence !== undefined);
  const passes: ReadonlyMap<string, Passes> = isAny ? await readPasses(tables) : new Map<string, Passes>();
  return rules.filter(
    ({ name, cadence, engine }) => duePass(cadence, passes.get(name), now, engine.settleWindow).kind === 'full',
  );
}

async function plannedRule(
  rule: Rule,
  seed: string,
  { oneFunctionSeconds = ONE_FUNCTION_SECONDS }: PlanInput,
  { signal, workers }: StageContext,
): Promise<PlannedRule | undefined> {
  const { name, digest, engine } = rule;
  const [left, right] = pacedViews(rule);
  if (left === undefined || right === undefined || !canBeInParts(engine)) return undefined;
  const reading: Reading = { signal, received: () => undefined };
  const [leftSize, rightSize] = await Promise.all([left.estimate?.(reading), right.estimate?.(reading)]);
  if (leftSize === undefined || rightSize === undefined) return undefined;
  const seconds = Math.max(readingSeconds(left, leftSize), readingSeconds(right, rightSize));
  if (seconds <= oneFunctionSeconds) return undefined;
  const parts = { left: partsFor(left, leftSize, workers), right: partsFor(right, rightSize, workers) };
  const plan = await planParts(engine, { reading, seed, parts });
  return plan && { rule: name, digest, ...plan };
}
