/** The lock of a stage: one item of its control table, held by one run at a time. */
import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { isAwsError, whenConditionHolds } from '../aws.ts';
import { ChaosError } from '../errors.ts';
import { fieldsOf, itemOf } from './items.ts';
import { type Control, type ControlTable, controlTable, keyOf, randomToken } from './table.ts';

export const LOCK_ID = '#lock';

/** Real seconds for which the lock outlives its holder's last heartbeat. */
export const LOCK_SECONDS = 20;

/** A process that runs an experiment. */
export const Holder = z.object({
  run: z.string(),
  experiment: z.string(),
  /** A user and host, or an AWS principal. */
  by: z.string(),
  host: z.string(),
  pid: z.int(),
  /** When the process started, in its system's own unit: a process id may be reused. */
  started: z.string(),
  /** Run directory, on that host. */
  directory: z.string(),
});

const StopRequest = z.object({ by: z.string(), at: z.string() });

const Lock = z.object({
  ...Holder.shape,
  token: z.string(),
  /** When it expires without a heartbeat, in the target's time. */
  until: z.iso.datetime(),
  /** Set when somebody asked the run to end: it can arm no further faults. */
  stopRequest: StopRequest.optional(),
});

export type Holder = z.infer<typeof Holder>;
export type Lock = z.infer<typeof Lock>;
export type StopRequest = z.infer<typeof StopRequest>;

/** Another run holds the stage. */
export class StageInUseError extends ChaosError {
  override readonly name = 'StageInUseError';
}

/** Whether the process that holds a lock is known to be gone. Nothing is known about a process on another host. */
export type IsGone = (holder: Holder) => Promise<boolean>;

export interface TakenLock {
  readonly lock: Lock;
  /** The run that held it before: its process was killed, or sent no heartbeat until the lock expired. */
  readonly predecessor: Lock | undefined;
}

export async function readLock(control: ControlTable): Promise<Lock | undefined> {
  const { Item } = await control.clients.dynamodb.send(
    new GetItemCommand({ TableName: controlTable(control), Key: keyOf(LOCK_ID), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : Lock.parse(fieldsOf(Item));
}

/**
 * Takes the stage for a run. The caller must clean up what a killed predecessor left behind.
 *
 * @throws StageInUseError naming the run that holds it
 */
export async function takeLock(control: Control, holder: Holder, isGone: IsGone): Promise<TakenLock> {
  for (;;) {
    const held = await readLock(control);
    if (held !== undefined && (await isHeld(held, control, isGone))) throw inUse(held, control);
    const lock: Lock = { ...holder, token: randomToken(), until: untilFrom(control) };
    if (await put(control, lock, held)) return { lock, predecessor: held };
  }
}

/**
 * The refusal of whatever may not happen beside a run: it names the run that holds the stage, and the way out. Undefined
 * if none holds it, or if the system has no control table, and so no runs.
 */
export async function stageInUse(control: Control, isGone: IsGone): Promise<StageInUseError | undefined> {
  const held = await readLock(control).catch((error: unknown) => {
    if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
  });
  return held !== undefined && (await isHeld(held, control, isGone)) ? inUse(held, control) : undefined;
}

/** Whether the lock still keeps others out. */
export async function isHeld(lock: Lock, { clock }: Pick<Control, 'clock'>, isGone: IsGone): Promise<boolean> {
  return lock.until > clock.now().toISOString() && !(await isGone(lock));
}

/**
 * The heartbeat.
 *
 * @returns the lock as it is now; undefined if another run has taken it
 */
export async function renewLock(control: Control, { token }: Lock): Promise<Lock | undefined> {
  return whenConditionHolds(async () => {
    const { Attributes = {} } = await control.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable(control),
        Key: keyOf(LOCK_ID),
        UpdateExpression: 'SET #until = :until',
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: { '#until': 'until', '#token': 'token' },
        ExpressionAttributeValues: { ':until': { S: untilFrom(control) }, ':token': { S: token } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Lock.parse(fieldsOf(Attributes));
  });
}

/** Asks the run that holds the stage to end. From now on it cannot arm any faults. */
export async function requestStop(control: Control, request: StopRequest): Promise<Lock | undefined> {
  return whenConditionHolds(async () => {
    const { Attributes = {} } = await control.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable(control),
        Key: keyOf(LOCK_ID),
        UpdateExpression: 'SET stopRequest = :request',
        ConditionExpression: 'attribute_exists(faultId)',
        ExpressionAttributeValues: { ':request': { M: itemOf(request) } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Lock.parse(fieldsOf(Attributes));
  });
}

/** Gives the stage back, unless another run has taken it. */
export async function releaseLock(control: Control, { token }: Lock): Promise<void> {
  await whenConditionHolds(() =>
    control.clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: controlTable(control),
        Key: keyOf(LOCK_ID),
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': { S: token } },
      }),
    ),
  );
}

async function put(control: Control, lock: Lock, replacing: Lock | undefined): Promise<boolean> {
  const condition: Partial<PutItemCommandInput> =
    replacing === undefined
      ? { ConditionExpression: 'attribute_not_exists(faultId)' }
      : {
          ConditionExpression: '#token = :seen AND #until = :until',
          ExpressionAttributeNames: { '#token': 'token', '#until': 'until' },
          ExpressionAttributeValues: { ':seen': { S: replacing.token }, ':until': { S: replacing.until } },
        };
  const Item = { ...keyOf(LOCK_ID), ...itemOf(lock) };
  const written = await whenConditionHolds(() =>
    control.clients.dynamodb.send(new PutItemCommand({ TableName: controlTable(control), Item, ...condition })),
  );
  return written !== undefined;
}

function untilFrom({ clock }: Pick<Control, 'clock'>): string {
  return new Date(clock.now().getTime() + LOCK_SECONDS * 1000 * clock.speed).toISOString();
}

function inUse({ run, experiment, by, pid, until, directory }: Lock, { system }: Control): StageInUseError {
  return new StageInUseError(
    `stage ${system.stage} is in use by run ${run} of ${experiment}, started by ${by} (process ${pid}, ${directory}); its lock holds until ${until} (target's time) and is renewed while the run lives. Wait until it ends, or end it: evenkeel chaos stop`,
  );
}
