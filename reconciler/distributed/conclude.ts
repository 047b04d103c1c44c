/** The last stage: a run as any other, except that workers have compared some of its rules. */
import { type PreparedComparison, ReconcilerError, type RunOptions } from '../engine/index.ts';
import { type Batch, type PlannedRule, readBatch } from './batch.ts';
import { readDecision } from './decode.ts';
import { readJoined } from './join.ts';
import { engineRule, type StageContext } from './stage.ts';

/** Workers could not compare a rule. */
class DistributedError extends ReconcilerError {}

/** What a run takes over from the stages before it. */
export type Prepared = Required<Pick<RunOptions, 'seed' | 'startedAt' | 'prepared'>>;

/** @param failure why a stage has failed; the rules that were distributed then reach no conclusion */
export async function preparedRun(
  { batch: id, failure }: { readonly batch: string; readonly failure?: string | undefined },
  context: Pick<StageContext, 'reconciliation' | 'tables'>,
): Promise<Prepared> {
  const batch = await readBatch(context.tables, id);
  const { seed, startedAt, rules } = batch;
  return {
    seed,
    startedAt,
    prepared: new Map(rules.map((planned) => [planned.rule, () => comparisonOf(planned, batch, failure, context)])),
  };
}

async function comparisonOf(
  planned: PlannedRule,
  batch: Batch,
  failure: string | undefined,
  context: Pick<StageContext, 'reconciliation' | 'tables'>,
): Promise<PreparedComparison> {
  engineRule(context, planned);
  if (failure !== undefined) throw new DistributedError(`the workers of the distributed run failed: ${failure}`);
  const { rule, parts } = planned;
  const { kind, rows, figures } = await readDecision(context, batch, 1, rule);
  if (kind === 'too-much') {
    const reason = `about ${rows} rows may differ, more than one process can join: compare ${rule} alone, in a process without a time limit (\`evenkeel reconcile --rule ${rule}\`)`;
    throw new DistributedError(reason);
  }
  const { left, right, absent } = figures;
  const comparison = {
    rows: { left, right },
    candidates: [],
    absent,
    parts: { left: parts.left[0] ?? '', right: parts.right[0] ?? '' },
    bytes: figures.bytes,
    readUnits: figures.readUnits,
    seconds: figures.seconds,
  };
  return kind === 'equal' ? comparison : withCandidates(comparison, rule, batch, context);
}

/** Adds what each round of reading has found. */
async function withCandidates(
  comparison: PreparedComparison,
  rule: string,
  batch: Batch,
  context: Pick<StageContext, 'tables'>,
): Promise<PreparedComparison> {
  let whole = comparison;
  for (let round = 1; ; round += 1) {
    const joined = await readJoined(context, batch, round, rule);
    whole = {
      ...whole,
      candidates: [...whole.candidates, ...joined.candidates],
      bytes: whole.bytes + joined.bytes,
      readUnits: whole.readUnits + joined.readUnits,
      seconds: whole.seconds + joined.seconds,
    };
    if (joined.unaccounted === 0) return whole;
  }
}
