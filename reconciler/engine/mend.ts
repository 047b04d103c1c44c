/** Repairs one finding: written down first, done under its guard, and looked at again. */
import { LeaseLostError } from './errors.ts';
import type { Clock, Ledger } from './ports.ts';
import type { EngineRule, Finding, OwnerCall, Remedy } from './rule.ts';
import type { Reading, WriteOutcome } from './view.ts';

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

export async function mend(rule: EngineRule, finding: Finding, ports: MendPorts): Promise<Mended> {
  const remedy = rule.remedy(finding);
  const refusal = await apply(remedy, finding, ports);
  if (refusal !== undefined) return { repaired: false, reason: refusal };
  return (await agreesNow(rule, finding.key, ports))
    ? { repaired: true }
    : { repaired: false, reason: 'repaired, and the two sides still differ' };
}

/** Why it was not done; undefined when it was. */
async function apply(remedy: Remedy, finding: Finding, ports: MendPorts): Promise<string | undefined> {
  switch (remedy.kind) {
    case 'report':
      return remedy.reason;
    case 'call':
      return ask(remedy, finding, ports);
    case 'write':
      for (const [index, step] of remedy.steps.entries()) {
        const refusal = await write(step, finding, remedy.steps.length > 1 ? index + 1 : undefined, ports);
        if (refusal !== undefined) return refusal;
      }
      return undefined;
  }
}

type WriteStep = Extract<Remedy, { kind: 'write' }>['steps'][number];

async function write(
  { view, write: guarded, before }: WriteStep,
  { rule, key }: Finding,
  part: number | undefined,
  { runId, clock, ledger }: MendPorts,
): Promise<string | undefined> {
  if (view.write === undefined) return `${view.name} is not written through`;
  const operationId = part === undefined ? `${rule}#${key}` : `${rule}#${key}#${part}`;
  const at = new Date(clock.now());
  const preImage = before?.image ?? null;
  const action = { kind: 'write', view: view.name, write: guarded.kind } as const;
  await ledger.intend({ operationId, rule, key, action, preImage, at });
  let outcome: WriteOutcome;
  try {
    outcome = await view.write(guarded, { mark: `${runId}#${operationId}`, at });
  } catch (error) {
    return failed(ledger, operationId, error, clock);
  }
  const conclusion = outcome.written
    ? ({ status: 'done', postImage: outcome.image } as const)
    : ({ status: 'refused', reason: outcome.reason } as const);
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return outcome.written ? undefined : outcome.reason;
}

async function ask(
  { owner, compensation, call }: OwnerCall,
  { rule, key, pair }: Finding,
  { clock, ledger, reading }: MendPorts,
): Promise<string | undefined> {
  const operationId = `${rule}#${key}`;
  const preImage = pair.right?.image ?? pair.left?.image ?? null;
  const action = { kind: 'call', owner, compensation } as const;
  await ledger.intend({ operationId, rule, key, action, preImage, at: new Date(clock.now()) });
  try {
    await call(key, reading.signal);
  } catch (error) {
    return failed(ledger, operationId, error, clock);
  }
  await ledger.conclude(operationId, { status: 'done', postImage: null }, new Date(clock.now()));
  return undefined;
}

async function failed(ledger: Ledger, operationId: string, error: unknown, clock: Clock): Promise<string> {
  if (error instanceof LeaseLostError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  await ledger.conclude(operationId, { status: 'failed', reason }, new Date(clock.now()));
  return reason;
}

async function agreesNow(rule: EngineRule, key: string, { clock, reading }: MendPorts): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const pair = (await rule.sides.reread([key], reading)).get(key) ?? {};
    if (pair.torn !== true) {
      const left = pair.left && rule.relation.leftToken(pair.left);
      const right = pair.right && rule.relation.rightToken(pair.right);
      if (rule.relation.agrees(left, right)) return true;
    }
    if (look === LOOKS) return false;
    await clock.sleep(rule.settleWindow / LOOKS, reading.signal);
  }
}
