/** Changes to what the reconciler says of its runs: runs beside the judged one, counts, and the ledger. */
import type { ReconcileResult } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import type { Kind } from './kind.ts';

type Rule = ReconcileResult['rules'][number];
type Difference = ReconcileResult['differences'][number];

const CLEAN: Partial<Rule> = { outcome: 'clean', candidates: 0, drift: 0, repaired: 0, deferred: 0 };

/** A difference of a rule that found none. */
const FOUND: Difference = {
  rule: 'customer-copies',
  key: 'customer-07',
  kind: 'different',
  fields: {},
  masters: {},
  repaired: false,
};

/** The result of the judged run. */
const judgedIn = (run: RunDraft): ReconcileResult | undefined =>
  run.reconciles.find(({ differences }) => differences.length > 0);

const timeAt = ({ journal }: RunDraft, elapsedMs: number): string =>
  new Date(Date.parse(journal.virtualStartedAt) + elapsedMs * journal.speed).toISOString();

/** Adds an hourly run that is clean but for what one of its rules says. */
function addRun(run: RunDraft, from: number, own: Partial<Rule>, differences: readonly Difference[]): boolean {
  const judged = judgedIn(run);
  const rule = judged?.rules.find(({ name }) => name === FOUND.rule);
  if (judged === undefined || rule === undefined) return false;
  const runId = '20260601T130000Z-bad000';
  const [began, ended] = [from, from + 500];
  const outcome = own.outcome ?? 'clean';
  const result: ReconcileResult = {
    ...judged,
    runId,
    outcome,
    startedAt: timeAt(run, began),
    endedAt: timeAt(run, ended),
    rules: judged.rules.map((one) => ({ ...one, ...CLEAN, ...(one === rule && own) })),
    differences: [...differences],
  };
  run.replace(`reconcile/${runId}.json`, `${JSON.stringify(result, null, 2)}\n`);
  run.replace(`reconcile/${runId}.ledger.ndjson`, '');
  run.events.push(
    { at: timeAt(run, began), elapsedMs: began, kind: 'reconcile.began', runId, trigger: 'schedule' },
    {
      at: timeAt(run, ended),
      elapsedMs: ended,
      kind: 'reconcile.ended',
      runId,
      outcome,
      drift: differences.length,
      repaired: 0,
    },
  );
  run.events.sort((one, other) => one.elapsedMs - other.elapsedMs);
  return true;
}

function momentOf({ events }: RunDraft, name: 'drained' | 'end'): number {
  return events.find((event) => event.kind === 'snapshot' && event.name === name)?.elapsedMs ?? 0;
}

/** An hourly run just before the last snapshot, or just after the load has drained. */
function onOtherRun(what: string, own: Partial<Rule>, differences: readonly Difference[] = []): Kind[] {
  return [
    {
      name: `reconciler: an hourly run after the judged one that ${what}`,
      apply: (run) => addRun(run, momentOf(run, 'end') - 600, own, differences),
    },
    {
      name: `reconciler: an hourly run before the load that ${what}`,
      apply: (run) => addRun(run, 100, own, differences),
    },
  ];
}

const DRIFTED: Partial<Rule> = { outcome: 'drift', candidates: 1, drift: 1 };

const otherRunKinds: readonly Kind[] = [
  ...onOtherRun('found a difference and left it', DRIFTED, [FOUND]),
  ...onOtherRun('reached no conclusion', { outcome: 'inconclusive', reason: 'a page is missing' }),
];

export const reconcilerKinds: readonly Kind[] = [...otherRunKinds];
