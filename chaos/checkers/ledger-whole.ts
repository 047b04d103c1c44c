import type { LedgerEntry, RunEvent } from '../schemas/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { SystemDefinition } from '../system/index.ts';
import {
  type Checker,
  checker,
  type CheckResult,
  counted,
  hasReconcileRuns,
  INCOMPLETE,
  invalid,
  judgesReconciler,
  unknown,
  valid,
} from './checker.ts';
import { recordChanges, type RecordChange } from './closed-world/record-changes.ts';
import { judgedRunEnd } from './judged-run.ts';
import { deviations, isDone, withoutChange } from './ledger-entries.ts';
import { imageDeviations } from './ledger-images.ts';
import { ledgerKeyOf } from './ledger-key.ts';
import { unseenRepairs } from './unseen-repairs.ts';

/** The ledger of the reconciler: of all runs with what was repaired, if the experiment judges one; else with the results. */
export const ledgerWhole: Checker = {
  name: 'ledger-whole',
  appliesTo: hasReconcileRuns,
  check: (evidence) =>
    judgesReconciler(evidence) ? judgedLedger.check(evidence) : { name: 'ledger-whole', ...judgeUnasked(evidence) },
};

/**
 * The reconciler's ledger holds every repair, and nothing else: an entry for each repaired difference, none without a
 * change, images as the stores held the rows, and no change since the drift without an entry. What an owner changed when
 * it was called to end a saga belongs to the entry of the call.
 */
const judgedLedger = checker(
  'ledger-whole',
  ['prediction', 'events', 'reconciles', 'ledgers', 'drifted', 'end'],
  ({ prediction, events, reconciles, ledgers, drifted, end }, journal, system) => {
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have repaired the stores.');
    const entries = [...ledgers.values()].flat();
    const since = entries.filter(({ intendedAt }) => intendedAt >= beginOf(events, drifted.at));
    const changes = recordChanges(drifted.views, end.views);
    const stranded = [...prediction.values()].filter(({ by }) => by === 'reconciler');
    const ended = new Set(stranded.map(({ correlationId }) => correlationId));
    for (const { action, key, status } of since) if (action.kind === 'call' && status !== 'refused') ended.add(key);
    const unreadable = since.filter(isUnreadable).map(({ operationId }) => `${operationId}: its images cannot be read`);
    const violations = [
      ...deviations(reconciles, ledgers, events),
      ...entries.filter(isDone).flatMap(withoutChange),
      ...imageDeviations(since.filter(isDone), { drifted, end }),
      ...unrecorded(changes, since, ended, system),
      ...unseenRepairs({ events, reconciles, ledgers, drifted, end }, changes),
    ];
    const measured = [
      { name: 'repairs in the ledger', unit: 'entries', value: entries.length, budget: null },
      { name: 'records changed since the drift', unit: 'records', value: changes.length, budget: null },
    ];
    if (violations.length > 0) {
      const distinct = [...new Set(violations)];
      return invalid(`The ledger and the stores differ in ${counted(distinct.length, 'point')}.`, distinct, measured);
    }
    if (unreadable.length > 0) return unknown('Some entries of the ledger cannot be compared.', unreadable, measured);
    return valid(
      `The ledger accounts for every change since the drift: ${entries.length === 1 ? '1 entry' : `${entries.length} entries`}.`,
      measured,
    );
  },
  judgesReconciler,
);

/**
 * The ledgers of an experiment that judges no reconcile run hold what the runs say they repaired, and nothing else. A
 * target whose ledger nobody reads has none, which is enough as long as nothing was repaired.
 */
function judgeUnasked({ parts: { events, reconciles, ledgers, drifted, end } }: Evidence): CheckResult {
  if (!events.complete) return unknown(INCOMPLETE, [events.reason]);
  if (!reconciles.complete) return unknown(INCOMPLETE, [reconciles.reason]);
  const isRepaired = reconciles.value.some(({ rules }) => rules.some(({ repaired }) => repaired > 0));
  if (!ledgers.complete)
    return isRepaired ? unknown(INCOMPLETE, [ledgers.reason]) : valid('No reconcile run repaired anything.');
  const entries = [...ledgers.value.values()].flat();
  const violations = [
    ...deviations(reconciles.value, ledgers.value, events.value),
    ...entries.filter(isDone).flatMap(withoutChange),
  ];
  if (drifted.complete && end.complete) {
    const later = entries.filter(({ intendedAt }) => intendedAt >= drifted.value.at).filter(isDone);
    violations.push(...imageDeviations(later, { drifted: drifted.value, end: end.value }));
  }
  const measured = [{ name: 'repairs in the ledger', unit: 'entries', value: entries.length, budget: null }];
  if (violations.length === 0) return valid('The ledger has what the reconcile runs repaired.', measured);
  const distinct = [...new Set(violations)];
  return invalid(
    `The ledger and the reconcile runs differ in ${counted(distinct.length, 'point')}.`,
    distinct,
    measured,
  );
}

/** Virtual time from which a repair may have changed what the snapshot `drifted` shows. */
function beginOf(events: readonly RunEvent[], driftedAt: string): string {
  return events.find((event) => event.kind === 'drift.seeded')?.at ?? driftedAt;
}

const isUnreadable = ({ action, status, preImage, postImage }: LedgerEntry): boolean =>
  action.kind === 'write' && status === 'done' && (preImage === undefined || postImage === undefined);

/** Changes that neither a write of the ledger nor the end of a saga accounts for. */
function unrecorded(
  changes: readonly RecordChange[],
  entries: readonly LedgerEntry[],
  ended: ReadonlySet<string>,
  system: SystemDefinition | undefined,
): string[] {
  const written = new Set(
    entries.flatMap((entry) =>
      entry.action.kind === 'write' && entry.status !== 'refused'
        ? [JSON.stringify([entry.action.view, ledgerKeyOf(entry)])]
        : [],
    ),
  );
  const participants = new Set(Object.values(system?.saga?.participants ?? {}).map(({ view }) => view));
  const isOfEnded = ({ key, was, is }: RecordChange) =>
    ended.has(key) ||
    [was, is].some((fields) =>
      Object.values(fields ?? {}).some((value) => typeof value === 'string' && ended.has(value)),
    );
  return (
    changes
      .filter(({ view, key }) => !written.has(JSON.stringify([view, key])))
      .filter((one) => !isOfEnded(one))
      // A saga that ends changes what it shares with others, such as stock; the check `explained` says by how much.
      .filter(
        ({ view, was, is }) => ended.size === 0 || participants.has(view) || was === undefined || is === undefined,
      )
      .map(({ view, key, was, is }) => {
        const how = was === undefined ? 'created' : is === undefined ? 'deleted' : 'changed';
        return `${view} ${key}: ${how} since the drift, but no entry of the ledger says so`;
      })
  );
}
