/** Changes to what the reconciler says of its runs: runs beside the judged one, counts, and the ledger. */
import type { LedgerEntry, ReconcileResult } from '../../../chaos/schemas/index.ts';
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

/** The entries of the ledger that repaired the drift, and the first of them that changed a row. */
function onLedger(name: string, change: (entries: LedgerEntry[], update: LedgerEntry, run: RunDraft) => void): Kind {
  return {
    name: `ledger: ${name}`,
    apply: (run) => {
      const judged = judgedIn(run);
      if (judged === undefined) return false;
      const entries = run.lines(`reconcile/${judged.runId}.ledger.ndjson`) as unknown as LedgerEntry[];
      const update = entries.find(({ action }) => action.kind === 'write' && action.write === 'update');
      if (update === undefined) return false;
      change(entries, update, run);
      return true;
    },
  };
}

const later = (time: string | undefined, ms: number): string => new Date(Date.parse(time ?? '') + ms).toISOString();

function shift(entries: readonly LedgerEntry[], ms: number): void {
  for (const entry of entries) {
    entry.intendedAt = later(entry.intendedAt, ms);
    if (entry.concludedAt !== undefined) entry.concludedAt = later(entry.concludedAt, ms);
  }
}

const YEAR_MS = 365 * 24 * 3_600_000;

const ledgerKinds: readonly Kind[] = [
  onLedger('every repair a year later', (entries) => {
    shift(entries, YEAR_MS);
  }),
  onLedger('every repair when the load began', (entries, _update, run) => {
    const began = run.events.find(({ kind }) => kind === 'phase.began')?.at ?? '';
    shift(entries, Date.parse(began) - Date.parse(entries[0]?.intendedAt ?? ''));
  }),
  onLedger('every repair concluded an hour before it was intended', (entries) => {
    for (const entry of entries) entry.concludedAt = later(entry.intendedAt, -3_600_000);
  }),
  onLedger('a repair undone and made again', (entries, update) => {
    const { preImage = null, postImage = null } = update;
    entries.push(
      { ...update, operationId: 'price-copies/2#undone', undoes: true, preImage: postImage, postImage: preImage },
      { ...update, operationId: 'price-copies/3#again' },
    );
  }),
  onLedger('the master of a price overwritten and put back', (entries, update, run) => {
    const [right] = run.records('drifted', 'catalog.products').filter(({ key }) => key === update.key);
    const good = { key: update.key, fields: right?.fields ?? {} };
    const wrong = { key: update.key, fields: { ...good.fields, unitPriceCents: 1 } };
    const written = (part: number) => ({
      ...update,
      operationId: `${update.rule}/${part}#${update.key}`,
      action: { kind: 'write', view: 'catalog.products', write: 'update' } as const,
    });
    entries.push(
      { ...written(2), preImage: good, postImage: wrong, intendedAt: later(update.intendedAt, 1) },
      { ...written(3), preImage: wrong, postImage: good, intendedAt: later(update.intendedAt, 2) },
    );
  }),
  onLedger('a repaired row that was last written ten minutes earlier', (_entries, update, run) => {
    const record = run.records('end', 'checkout.prices').find(({ key }) => key === update.key);
    if (record !== undefined) record.touchedAt = later(update.intendedAt, -600_000);
  }),
  onLedger('a row of a view that there is not, undone', (entries, update) => {
    const image = { key: update.key, fields: { name: 'x' } };
    const action = { kind: 'write', view: 'ghost.view', write: 'delete' } as const;
    entries.push({
      ...update,
      operationId: `ghost#${update.key}`,
      rule: 'ghost',
      action,
      undoes: true,
      preImage: image,
      postImage: null,
    });
  }),
  onLedger('a failed write of another row beside a repair', (entries, update) => {
    entries.push({
      ...update,
      operationId: `${update.rule}/2#${update.key}`,
      status: 'failed',
      action: { kind: 'write', view: 'catalog.products', write: 'update' },
    });
  }),
  onLedger('images that show nothing', (_entries, update) => {
    update.preImage = { key: update.key, fields: {} };
  }),
  onLedger('rows created without their lines', (entries) => {
    for (const { action, postImage } of entries)
      if (action.kind === 'write' && action.write === 'create')
        Reflect.deleteProperty(postImage?.fields ?? {}, 'lines');
  }),
  onLedger('an image without the wrong price', (_entries, update) => {
    Reflect.deleteProperty(update.preImage?.fields ?? {}, 'unitPriceCents');
  }),
];

/** Changes the result of the judged run, which was requested. */
function onResult(name: string, change: (result: ReconcileResult, run: RunDraft) => unknown): Kind {
  return {
    name: `reconcile: ${name}`,
    apply: (run) => {
      const judged = judgedIn(run);
      return judged !== undefined && change(judged, run) !== false;
    },
  };
}

const resumedIn = (name: string, startedAt: (result: ReconcileResult, run: RunDraft) => string): Kind =>
  onResult(name, (result, run) => {
    const rule = result.rules.find(({ drift }) => drift > 0);
    if (rule === undefined) return false;
    rule.resumedFrom = { runId: '20260601T110000Z-bad000', startedAt: startedAt(result, run) };
    rule.outcome = 'clean';
    rule.drift = 0;
    rule.repaired = 0;
    result.differences = result.differences.filter((difference) => difference.rule !== rule.name);
    return true;
  });

/** Bytes of a result that does not fit into an item of DynamoDB. */
const TOO_LONG = 400_000;

const resultKinds: readonly Kind[] = [
  onResult('a difference dropped from a result that is too long to be stored', (result) => {
    const [rule] = result.rules;
    if (rule === undefined) return false;
    result.differences.pop();
    rule.reason = 'x'.repeat(TOO_LONG);
    return true;
  }),
  onResult('a difference dropped, and said to be omitted', (result, run) => {
    result.differences.pop();
    for (const event of run.events)
      if (event.kind === 'reconcile.ended' && event.runId === result.runId) event.omitted = 1;
  }),
  onResult('the rules that found nothing skipped, as if they were not due', (result) => {
    result.notDue = result.rules.filter(({ drift }) => drift === 0).map(({ name }) => name);
    result.rules = result.rules.filter(({ drift }) => drift > 0);
  }),
  onResult('a plan that awaits approval, beside repairs', (result) => {
    result.plan = { id: 'p', digest: 'd', operations: 9 };
  }),
  onResult('rules that could not be read, and repaired what they found', (result) => {
    for (const rule of result.rules) rule.reason = 'the store could not be read';
  }),
  resumedIn('what a rule found left to a run that nobody knows', ({ startedAt }) => later(startedAt, -1000)),
  resumedIn('what a rule found left to a run before this one', (_result, { journal }) =>
    later(journal.virtualStartedAt, -1000),
  ),
];

export const reconcilerKinds: readonly Kind[] = [...otherRunKinds, ...ledgerKinds, ...resultKinds];
