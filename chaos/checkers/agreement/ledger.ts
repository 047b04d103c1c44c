import type { Journal, LedgerEntry, ReconcileResult } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

/** The entries of each reconcile run's ledger with themselves, with the run's times, and with the views that there are. */
export const ledgerComparison = comparison(
  'ledger',
  ['reconciles', 'ledgers', 'drifted'],
  ({ reconciles, ledgers, drifted }, { journal }) =>
    reconciles.flatMap((result) =>
      (ledgers.get(result.runId) ?? []).flatMap((entry) =>
        [...strangeness(entry, (view) => drifted.views.has(view)), ...timesDiffer(entry, result, journal)].map(
          (line) => `${result.runId}, ${entry.operationId}: ${line}`,
        ),
      ),
    ),
);

function strangeness(
  { operationId, rule, key, action, undoes, preImage, postImage }: LedgerEntry,
  isView: (view: string) => boolean,
): string[] {
  return [
    ...(isNamedAfter(operationId, rule, key) ? [] : [`it is of the rule ${rule} and the key ${key}`]),
    // An undo is a run of its own, which no chaos run waits for.
    ...(undoes || (action.kind === 'write' && action.write === 'restore')
      ? ['it undoes a repair in a run that repairs']
      : []),
    ...(action.kind === 'write' && !isView(action.view) ? [`the system has no view ${action.view}`] : []),
    ...(preImage && postImage && preImage.key !== postImage.key
      ? [`its images are of the rows ${preImage.key} and ${postImage.key}`]
      : []),
  ];
}

/** An operation is named after its rule, its part if a repair has several, and its key or, if that is long, the digest of it. */
function isNamedAfter(operationId: string, rule: string, key: string): boolean {
  const [name = '', part] = operationId.slice(0, operationId.indexOf('#')).split('/');
  const suffix = operationId.slice(operationId.indexOf('#') + 1);
  return name === rule && /^\d*$/.test(part ?? '') && (suffix === key || suffix.startsWith('sha256:'));
}

/** Real milliseconds by which the machine's clock may be set back while an operation goes on. */
const CLOCK_SKEW_MS = 1000;

function timesDiffer(
  { status, intendedAt, concludedAt }: LedgerEntry,
  { startedAt, endedAt }: ReconcileResult,
  { speed }: Pick<Journal, 'speed'>,
): string[] {
  const isAfter = (one: string, other: string) => Date.parse(one) > Date.parse(other) + CLOCK_SKEW_MS * speed;
  return [
    ...(isAfter(startedAt, intendedAt) ? [`it was intended at ${intendedAt}, before its run began`] : []),
    ...(isAfter(intendedAt, endedAt) ? [`it was intended at ${intendedAt}, after its run had ended`] : []),
    ...(concludedAt === undefined && status !== 'intended' ? [`it is ${status}, and was never concluded`] : []),
    ...(concludedAt !== undefined && isAfter(intendedAt, concludedAt)
      ? [`it was concluded at ${concludedAt}, before it was intended`]
      : []),
    ...(concludedAt !== undefined && isAfter(concludedAt, endedAt)
      ? [`it was concluded at ${concludedAt}, after its run had ended`]
      : []),
  ];
}
