/** Repairs as they are planned, before anything is written: which write, under which guard, over which image. */
import { createHash } from 'node:crypto';
import { RunStoppedError } from './errors.ts';
import { canonicalImage } from './image.ts';
import { own } from './own.ts';
import type { Action, Planned } from './ports.ts';
import type { EngineRule, Finding, OwnerCall, Remedy } from './rule.ts';
import { shownError } from './shown-error.ts';
import { canonicalJson, canonicalText } from './canonical.ts';
import type { Json } from './json.ts';
import type { GuardedWrite, Row, View } from './view.ts';

/** What must still hold of the row when it is written: that there is none, its version, or its values. */
type Guard = 'absence' | 'version' | 'values';

export interface Operation {
  /** `<rule>#<key>`; a repair of several writes numbers them, `<rule>/2#<key>`. Unique in a run. */
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly action: Action;
  readonly guard: Guard;
  readonly preImage: string | null;
  readonly imageSide?: 'left' | 'right';
  readonly planned: Planned;
  /** Identifies the operation and both rows as they were read. */
  readonly digest: string;
  readonly perform:
    | { readonly kind: 'write'; readonly view: View; readonly write: GuardedWrite }
    | ({ readonly kind: 'call' } & OwnerCall);
}

/** How one finding is to be repaired: the operations, or the reason why there are none. */
export interface PlannedRepair {
  readonly finding: Finding;
  readonly operations: readonly Operation[];
  readonly reason?: string;
}

/** An operation of a stored plan: enough to check that it is still the same. */
export interface PlannedOperation {
  readonly operationId: string;
  readonly digest: string;
}

/** The repairs that a run found necessary but may not make without approval. */
export interface Plan {
  /** `<run>-<first digits of the digest>`. */
  readonly id: string;
  readonly runId: string;
  readonly operations: readonly PlannedOperation[];
  /** Digest of all operations, in order. */
  readonly digest: string;
}

/** Keeps plans that are over a run's caps until a person approves them. */
export interface PlanBook {
  propose(plan: Plan): Promise<void>;
}

/** A key whose repair cannot be planned is reported, and does not keep other keys from being repaired. */
export function planRepair(rule: EngineRule, finding: Finding): PlannedRepair {
  try {
    return plannedRepair(rule, finding);
  } catch (error) {
    if (error instanceof RunStoppedError) throw error;
    const why = shownError(error, (rule.sensitive?.size ?? 0) > 0);
    return { finding, operations: [], reason: `${finding.key}: its repair could not be planned: ${why}` };
  }
}

function plannedRepair(rule: EngineRule, finding: Finding): PlannedRepair {
  const remedy = rule.remedy(finding);
  switch (remedy.kind) {
    case 'report':
      return { finding, operations: [], reason: remedy.reason };
    case 'call':
      return { finding, operations: [callOf(remedy, finding)] };
    case 'write': {
      const closed = remedy.steps.find(({ view }) => view.write === undefined);
      if (closed !== undefined) return { finding, operations: [], reason: `${closed.view.name} is not writable` };
      const { steps } = remedy;
      return {
        finding,
        operations: steps.map((step, at) => writeOf(step, finding, steps.length > 1 ? at + 1 : undefined)),
      };
    }
  }
}

type WriteStep = Extract<Remedy, { kind: 'write' }>['steps'][number];

function writeOf({ view, write, before }: WriteStep, finding: Finding, part: number | undefined): Operation {
  const operation = {
    operationId: operationIdOf(finding, part),
    rule: finding.rule,
    key: finding.key,
    action: { kind: 'write', view: view.name, write: write.kind },
    guard: guardOf(write),
    preImage: before?.image ?? null,
    planned: plannedBy(view, write),
  } as const;
  return { ...operation, digest: digestOf(operation, finding), perform: { kind: 'write', view, write } };
}

function callOf(call: OwnerCall, finding: Finding): Operation {
  const { left, right } = finding.pair;
  const operation = {
    operationId: operationIdOf(finding),
    rule: finding.rule,
    key: finding.key,
    action: { kind: 'call', owner: call.owner, compensation: call.compensation },
    guard: 'values',
    preImage: right?.image ?? left?.image ?? null,
    imageSide: right?.image === undefined ? 'left' : 'right',
    planned: {},
  } as const;
  return { ...operation, digest: digestOf(operation, finding), perform: { ...call, kind: 'call' } };
}

function guardOf(write: GuardedWrite): Guard {
  if (write.kind === 'create') return 'absence';
  if (write.kind === 'restore') return 'values';
  return write.guard.version === undefined ? 'values' : 'version';
}

function plannedBy(view: View, write: GuardedWrite): Planned {
  if (write.kind === 'delete') return { image: null };
  if (write.kind === 'restore') return { image: write.image };
  const texts = Object.entries(write.fields).map(
    ([field, value]) => [field, canonicalText(own(view.fields, field) ?? 'text', value)] as const,
  );
  return { fields: Object.fromEntries(texts) };
}

/** Maximum bytes of an operation's id; the ledger's sort key takes 1,024. */
const MAX_ID_BYTES = 1000;

function operationIdOf({ rule, key }: Finding, part?: number): string {
  const prefix = part === undefined ? rule : `${rule}/${part}`;
  const name = `${prefix}#${key}`;
  return Buffer.byteLength(name) <= MAX_ID_BYTES ? name : `${prefix}#sha256:${sha256(key)}`;
}

/** The rule that an operation belongs to. */
export const ruleOf = (operationId: string): string => operationId.split(/[#/]/, 1)[0] ?? '';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Undigested = Omit<Operation, 'digest' | 'perform'>;

function digestOf({ operationId, action, guard, planned }: Undigested, { standing, pair }: Finding): string {
  const document = [operationId, { ...action }, guard, standing, seen(pair.left), seen(pair.right)];
  const { fields = null, image = null } = planned;
  return sha256(canonicalJson([...document, fields, image] as Json)).slice(0, 32);
}

/** The row as it was re-read, so that any write to it changes the digest. */
const seen = (row: Row | undefined): Json => {
  if (row === undefined) return null;
  if (row.image !== undefined) return canonicalImage(row.image);
  return canonicalJson(
    Object.fromEntries(
      Object.entries(row.fields).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
    ),
  );
};

/** Stands for all operations, in order. */
export const planDigest = (operations: readonly PlannedOperation[]): string =>
  sha256(canonicalJson(operations.map(({ operationId, digest }) => [operationId, digest])));

/** The plan of these repairs, for a person to approve. */
export function planOf(runId: string, repairs: readonly PlannedRepair[]): Plan {
  const operations = repairs.flatMap((repair) =>
    repair.operations.map(({ operationId, digest }) => ({ operationId, digest })),
  );
  const digest = planDigest(operations);
  return { id: `${runId}-${digest.slice(0, 8)}`, runId, operations, digest };
}

/** How many changed operations a refusal names. */
const NAMED = 5;

/** Why the plan can no longer be carried out; undefined if all of its operations are still the same. */
export function staleness(plan: Plan, repairs: readonly PlannedRepair[]): string | undefined {
  const now = new Map(repairs.flatMap(({ operations }) => operations.map((one) => [one.operationId, one.digest])));
  const changed = plan.operations.filter(({ operationId, digest }) => now.get(operationId) !== digest);
  if (changed.length === 0) return undefined;
  const named = changed
    .slice(0, NAMED)
    .map(({ operationId }) => `${operationId} ${now.has(operationId) ? 'changed' : 'no longer needs a repair'}`);
  const more = changed.length > NAMED ? `, and ${changed.length - NAMED} more` : '';
  return `the plan ${plan.id} is stale: since it was made, the data has changed for ${changed.length} of its ${plan.operations.length} operations (${named.join(', ')}${more}). Nothing was written; a new run makes a new plan`;
}

/** The repairs whose operations are all in the plan. */
export function repairsIn(plan: Plan, repairs: readonly PlannedRepair[]): PlannedRepair[] {
  const planned = new Set(plan.operations.map(({ operationId }) => operationId));
  return repairs.filter(
    ({ operations }) => operations.length > 0 && operations.every(({ operationId }) => planned.has(operationId)),
  );
}
