/** The lock of a stage: one item of its control table, held by one run at a time. */
import { ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutItemCommand, type PutItemCommandInput, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { randomToken } from './token.ts';
import { type Control, controlTable, keyOf } from './table.ts';

export const LOCK_ID = '#lock';

/** Real seconds for which the lock outlives its holder's last sign of life. */
export const LOCK_SECONDS = 20;

/** A process that runs an experiment. */
export const Holder = z.object({
  run: z.string(),
  experiment: z.string(),
  /** A user and host, or an AWS principal. */
  by: z.string(),
  host: z.string(),
  pid: z.int(),
  /** When the process started, in whatever unit its system says it: a number may be given to another process. */
  started: z.string(),
  /** Run directory, on that host. */
  directory: z.string(),
});

const StopRequest = z.object({ by: z.string(), at: z.string() });

const Lock = z.object({
  ...Holder.shape,
  token: z.string(),
  /** Target's time until which it holds without a sign of life. */
  until: z.iso.datetime(),
  /** Somebody wants the run to end: it may arm nothing any more. */
  stopRequest: StopRequest.optional(),
});

export type Holder = z.infer<typeof Holder>;
export type Lock = z.infer<typeof Lock>;
export type StopRequest = z.infer<typeof StopRequest>;

/** Another run holds the stage. */
export class StageInUseError extends Error {
  override readonly name = 'StageInUseError';
}

/** Whether the process that holds a lock is known to be gone; one of another host is not known to be. */
export type IsGone = (holder: Holder) => Promise<boolean>;

export interface TakenLock {
  readonly lock: Lock;
  /** The run that held it, whose process was killed or has given no sign of life for its lease. */
  readonly predecessor: Lock | undefined;
}

export async function readLock(control: Pick<Control, 'system' | 'clients'>): Promise<Lock | undefined> {
  const { Item } = await control.clients.dynamodb.send(
    new GetItemCommand({ TableName: controlTable(control), Key: keyOf(LOCK_ID), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : Lock.parse(unmarshall(Item));
}

/**
 * Takes the stage for a run. Whatever a dead predecessor left behind is the caller's to clean up.
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

/** Whether the lock still keeps others out. */
export async function isHeld(lock: Lock, { clock }: Pick<Control, 'clock'>, isGone: IsGone): Promise<boolean> {
  return lock.until > clock.now().toISOString() && !(await isGone(lock));
}

/**
 * A sign of life.
 *
 * @returns what the lock now says; undefined when it is another's
 */
export async function renewLock(control: Control, { token }: Lock): Promise<Lock | undefined> {
  return onCondition(async () => {
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
    return Lock.parse(unmarshall(Attributes));
  });
}

/** Asks the run that holds the stage to end; from now on it can arm nothing. */
export async function requestStop(control: Control, request: StopRequest): Promise<Lock | undefined> {
  return onCondition(async () => {
    const { Attributes = {} } = await control.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable(control),
        Key: keyOf(LOCK_ID),
        UpdateExpression: 'SET stopRequest = :request',
        ConditionExpression: 'attribute_exists(faultId)',
        ExpressionAttributeValues: { ':request': { M: marshall(request) } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Lock.parse(unmarshall(Attributes));
  });
}

/** Gives the stage back, unless it is another's by now. */
export async function releaseLock(control: Control, { token }: Lock): Promise<void> {
  await onCondition(() =>
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

async function put(control: Control, lock: Lock, instead: Lock | undefined): Promise<boolean> {
  const condition: Partial<PutItemCommandInput> =
    instead === undefined
      ? { ConditionExpression: 'attribute_not_exists(faultId)' }
      : {
          ConditionExpression: '#token = :seen AND #until = :until',
          ExpressionAttributeNames: { '#token': 'token', '#until': 'until' },
          ExpressionAttributeValues: { ':seen': { S: instead.token }, ':until': { S: instead.until } },
        };
  const Item = { ...keyOf(LOCK_ID), ...marshall(lock, { removeUndefinedValues: true }) };
  const written = await onCondition(() =>
    control.clients.dynamodb.send(new PutItemCommand({ TableName: controlTable(control), Item, ...condition })),
  );
  return written !== undefined;
}

function untilFrom({ clock }: Pick<Control, 'clock'>): string {
  return new Date(clock.now().getTime() + LOCK_SECONDS * 1000 * clock.speed).toISOString();
}

function inUse({ run, experiment, by, pid, until, directory }: Lock, { system }: Control): StageInUseError {
  return new StageInUseError(
    `stage ${system.stage} is in use by run ${run} of ${experiment}, started by ${by} (process ${pid}, ${directory}); its lock holds until ${until} (target's time) and is renewed while it lives. Wait for its end, or end it: evenkeel chaos stop`,
  );
}

/** What was written; undefined where its condition did not hold. */
async function onCondition<Written>(write: () => Promise<Written>): Promise<Written | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
