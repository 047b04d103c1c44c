/** Makes one planned repair: records it in the ledger, writes under its guard, and reads the row again. */
import { textsOf, tokensOfPair } from './compare/index.ts';
import { isFromServer, LeaseLostError, NothingWrittenError } from './errors.ts';
import type { Operation, PlannedRepair } from './plan.ts';
import type { Clock, Conclusion, Ledger } from './ports.ts';
import type { EngineRule, OwnerCall } from './rule.ts';
import type { GuardedWrite, Reading, Stamp, View, WriteOutcome } from './view.ts';
import { shownError } from './shown-error.ts';
import { writeOutcome } from './write-outcome.ts';

export interface ApplyPorts {
  readonly runId: string;
  readonly clock: Clock;
  readonly reading: Reading;
  readonly ledger: Ledger;
}

export interface AppliedRepair {
  readonly repaired: boolean;
  readonly reason?: string;
}

/** How many times a repaired key is read before it counts as not repaired: an owner may take a while. */
const MAX_READS = 4;

/** Writes what the repair consists of, then reads the key again. */
export async function applyRepair(rule: EngineRule, repair: PlannedRepair, ports: ApplyPorts): Promise<AppliedRepair> {
  const { key } = repair.finding;
  return (await performRepair(rule, repair, ports)) ?? appliedRepair(await agreeingNow(rule, [key], ports), key);
}

/** Undefined if everything was written: whether the sides agree now is still to be read. */
export async function performRepair(
  rule: EngineRule,
  repair: PlannedRepair,
  ports: ApplyPorts,
): Promise<AppliedRepair | undefined> {
  if (repair.reason !== undefined) return { repaired: false, reason: repair.reason };
  const isSensitive = (rule.sensitive?.size ?? 0) > 0;
  for (const operation of repair.operations) {
    const reason = await perform(operation, isSensitive, ports);
    if (reason === ROW_GONE || reason === ROW_THERE) {
      const { key } = repair.finding;
      if ((await agreeingNow(rule, [key], ports)).has(key)) return { repaired: true, reason };
    }
    if (reason !== undefined) return { repaired: false, reason };
  }
  return undefined;
}

/** @param agreeing the keys whose sides agree now */
export const appliedRepair = (agreeing: ReadonlySet<string>, key: string): AppliedRepair =>
  agreeing.has(key)
    ? { repaired: true }
    : { repaired: false, reason: 'the repair was made, but the two sides still differ' };

/** The mark of an operation in the rows that it writes. */
export const markOf = (runId: string, operationId: string): string => `${runId}#${operationId}`;

/**
 * @returns why it was not done; undefined if it was
 */
async function perform(operation: Operation, isSensitive: boolean, ports: ApplyPorts): Promise<string | undefined> {
  const { runId, clock, ledger, reading } = ports;
  const { operationId, rule, key, action, imageSide, planned, perform: work } = operation;
  const kept =
    work.kind === 'call'
      ? { preImage: operation.preImage }
      : await keptBefore(work.view, work.write, operation.preImage, reading);
  if ('reason' in kept) return kept.reason;
  const { preImage } = kept;
  const at = new Date(clock.now());
  await ledger.intend({
    operationId,
    rule,
    key,
    action,
    preImage,
    planned,
    at,
    ...(imageSide !== undefined && { imageSide }),
  });
  const conclusion =
    work.kind === 'call'
      ? await ask(work, key, isSensitive, reading)
      : await write(
          { view: work.view, write: 'write' in kept ? kept.write : work.write, isSensitive },
          { key, preImage, planned },
          { mark: markOf(runId, operationId), at },
          reading,
        );
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return conclusion.status === 'done' ? undefined : conclusion.reason;
}

type Kept = { readonly reason: string } | { readonly preImage: string | null; readonly write: GuardedWrite };

/** What the ledger must keep before a write, and the write guarded by it; or why an undo could not restore it. */
export async function keptBefore(
  view: View,
  write: GuardedWrite,
  preImage: string | null,
  reading: Reading,
): Promise<Kept> {
  let whole: string | undefined;
  try {
    whole = await view.imageBefore?.(write);
  } catch (error) {
    // A view's own reasons show no values.
    return { reason: shownError(error, isFromServer(error) && view.sensitive.size > 0) };
  }
  if (whole === undefined && view.imageBefore !== undefined && write.kind === 'delete') {
    if (!(await view.read([write.key], reading)).has(write.key)) return { reason: ROW_GONE };
  }
  return whole === undefined ? { preImage, write } : { preImage: whole, write: guardedBy(write, whole) };
}

function guardedBy(write: GuardedWrite, image: string): GuardedWrite {
  switch (write.kind) {
    case 'create':
      return write;
    case 'update':
    case 'delete':
      return { ...write, guard: { ...write.guard, image } };
    case 'restore':
      return { ...write, expected: image };
  }
}

async function ask({ call }: OwnerCall, key: string, isSensitive: boolean, { signal }: Reading): Promise<Conclusion> {
  try {
    await call(key, signal);
  } catch (error) {
    return { status: 'failed', reason: shownError(error, isSensitive) };
  }
  return { status: 'done', postImage: null };
}

/**
 * Writes, and returns the outcome. Reads the row after a refusal or an error, because the guard may have refused a
 * client's retry of its own successful first attempt. If
 * nothing was written for certain, whatever the row shows was written by somebody else.
 */
export async function write(
  {
    view,
    write: guarded,
    isSensitive,
  }: { readonly view: View; readonly write: GuardedWrite; readonly isSensitive: boolean },
  planned: Pick<Operation, 'key' | 'preImage' | 'planned'>,
  stamp: Stamp,
  reading: Reading,
): Promise<Conclusion> {
  let outcome: WriteOutcome | undefined;
  let reason: string;
  let isSettled = false;
  try {
    outcome = await view.write?.(guarded, stamp);
    if (outcome?.written === true) return { status: 'done', postImage: outcome.image };
    reason = outcome?.reason ?? `${view.name} is not writable`;
    isSettled = outcome?.isInDoubt !== true;
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    isSettled = error instanceof NothingWrittenError;
    reason = shownError(
      error instanceof NothingWrittenError ? error.cause : error,
      isSensitive || view.sensitive.size > 0,
    );
  }
  const row = (await view.read([planned.key], reading)).get(planned.key);
  if (isSettled && guarded.kind !== 'restore') {
    // No undo may create a row that somebody else deleted, or delete one that somebody else created.
    if (guarded.kind === 'delete' && row === undefined) return { status: 'refused', reason: ROW_GONE };
    if (guarded.kind === 'create' && row !== undefined) return { status: 'refused', reason: ROW_THERE };
    return { status: outcome === undefined ? 'failed' : 'refused', reason };
  }
  const found = writeOutcome(view, { ...planned, at: stamp.at }, stamp.mark, row);
  if (found.status === 'done') return found;
  if (outcome !== undefined) return { status: 'refused', reason };
  return found.status === 'unknown' ? { status: 'unknown', reason } : { status: 'failed', reason };
}

/** Why a create wrote nothing although the row is there. */
const ROW_THERE = 'nothing was written: somebody else created the row';

/** Why a delete wrote nothing although the row is gone. */
const ROW_GONE =
  'nothing was written: somebody else had already deleted the row, or it was deleted with a row that it refers to';

/** Which of the keys agree, read until all do, or often enough. */
export async function agreeingNow(
  rule: EngineRule,
  keys: readonly string[],
  { clock, reading }: ApplyPorts,
): Promise<ReadonlySet<string>> {
  const agreeing = new Set<string>();
  for (let reads = 1; ; reads += 1) {
    const asked = keys.filter((key) => !agreeing.has(key));
    const pairs = await rule.sides.reread(asked, reading);
    for (const key of asked) {
      const pair = pairs.get(key) ?? {};
      const { left, right } = tokensOfPair(textsOf(rule.relation), pair);
      if (pair.torn !== true && rule.relation.agrees(left, right)) agreeing.add(key);
    }
    if (agreeing.size === keys.length || reads === MAX_READS) return agreeing;
    await clock.sleep(rule.settleWindow / MAX_READS, reading.signal);
  }
}
