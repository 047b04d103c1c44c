/** Carries out one planned repair: written down first, done under its guard, and looked at again. */
import { textsOf, tokensOfPair } from './compare/index.ts';
import { LeaseLostError } from './errors.ts';
import { fateOf } from './fate.ts';
import type { Operation, PlannedRepair } from './plan.ts';
import type { Clock, Conclusion, Ledger } from './ports.ts';
import type { EngineRule, OwnerCall } from './rule.ts';
import type { Reading, Stamp, WriteOutcome } from './view.ts';

export interface MendPorts {
  readonly runId: string;
  readonly clock: Clock;
  readonly reading: Reading;
  readonly ledger: Ledger;
}

export interface Mended {
  readonly repaired: boolean;
  readonly reason?: string;
}

/** Looks at a repaired key before it counts as unrepaired: an owner may take a while. */
const LOOKS = 4;

export async function mend(rule: EngineRule, repair: PlannedRepair, ports: MendPorts): Promise<Mended> {
  if (repair.reason !== undefined) return { repaired: false, reason: repair.reason };
  for (const operation of repair.operations) {
    const refusal = await perform(operation, ports);
    if (refusal !== undefined) return { repaired: false, reason: refusal };
  }
  return (await agreesNow(rule, repair.finding.key, ports))
    ? { repaired: true }
    : { repaired: false, reason: 'repaired, and the two sides still differ' };
}

/** The mark of an operation in the rows that it writes. */
export const markOf = (runId: string, operationId: string): string => `${runId}#${operationId}`;

/** Why it was not done; undefined when it was. */
async function perform(operation: Operation, ports: MendPorts): Promise<string | undefined> {
  const { runId, clock, ledger, reading } = ports;
  const { operationId, rule, key, action, preImage, imageSide, planned } = operation;
  const at = new Date(clock.now());
  await ledger.intend({
    ...{ operationId, rule, key, action, preImage, planned, at },
    ...(imageSide !== undefined && { imageSide }),
  });
  const { perform: work } = operation;
  const conclusion =
    work.kind === 'call'
      ? await ask(work, key, reading)
      : await write(work, operation, { mark: markOf(runId, operationId), at }, reading);
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return conclusion.status === 'done' ? undefined : conclusion.reason;
}

async function ask({ call }: OwnerCall, key: string, { signal }: Reading): Promise<Conclusion> {
  try {
    await call(key, signal);
  } catch (error) {
    return { status: 'failed', reason: messageOf(error) };
  }
  return { status: 'done', postImage: null };
}

type Written = Extract<Operation['perform'], { kind: 'write' }>;

/**
 * Writes, and says what came of it. After a refusal or an error the row itself is asked: a client that sent its request
 * again is refused by the guard that its own first attempt has moved.
 */
export async function write(
  { view, write: guarded }: Written,
  planned: Pick<Operation, 'key' | 'preImage' | 'planned'>,
  stamp: Stamp,
  reading: Reading,
): Promise<Conclusion> {
  let outcome: WriteOutcome | undefined;
  let reason: string;
  try {
    outcome = await view.write?.(guarded, stamp);
    if (outcome?.written === true) return { status: 'done', postImage: outcome.image };
    reason = outcome?.reason ?? `${view.name} is not written through`;
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    reason = messageOf(error);
  }
  const row = (await view.read([planned.key], reading)).get(planned.key);
  const fate = fateOf(view, { ...planned, at: stamp.at }, stamp.mark, row);
  if (fate.status === 'done') return fate;
  if (outcome !== undefined) return { status: 'refused', reason };
  return fate.status === 'unknown' ? { status: 'unknown', reason } : { status: 'failed', reason };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function agreesNow(rule: EngineRule, key: string, { clock, reading }: MendPorts): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const pair = (await rule.sides.reread([key], reading)).get(key) ?? {};
    if (pair.torn !== true) {
      const { left, right } = tokensOfPair(textsOf(rule.relation), pair);
      if (rule.relation.agrees(left, right)) return true;
    }
    if (look === LOOKS) return false;
    await clock.sleep(rule.settleWindow / LOOKS, reading.signal);
  }
}
