import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { HarnessError, StoppedError } from '../errors.ts';
import { fieldsOf } from './items.ts';
import { type Holder, type IsGone, type Lock, LOCK_SECONDS, releaseLock, renewLock, takeLock } from './lock.ts';
import { type Control, controlTable, keyOf } from './table.ts';

/** Real milliseconds between two heartbeats; also the time within which a stop from outside is noticed. */
const HEARTBEAT_MS = 1000;

const LAST_RUN_ID = '#last';

const LastRun = z.object({
  run: z.string(),
  /** Target's time. */
  endedAt: z.iso.datetime(),
});

/** The run that held the stage last. For a while, it may still be the cause of an alarm. */
type LastRun = z.infer<typeof LastRun>;

/** A stage that one run holds until it releases it. */
export interface HeldStage {
  readonly lock: Lock;
  /** The run that held the stage before and was killed. */
  readonly predecessor: Lock | undefined;
  /** The previous run; a killed one counts as ended just now. */
  readonly last: LastRun | undefined;
  /**
   * Aborted with a StoppedError when somebody asks the run to end, and with a HarnessError when the run loses the
   * stage.
   */
  readonly ended: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes the stage and renews its lock each second until it is released.
 *
 * @throws StageInUseError naming the run that holds it
 */
export async function holdStage(control: Control, holder: Holder, isGone: IsGone): Promise<HeldStage> {
  const { lock, predecessor } = await takeLock(control, holder, isGone);
  const last =
    predecessor === undefined
      ? await readLastRun(control)
      : { run: predecessor.run, endedAt: control.clock.now().toISOString() };
  const releasing = new AbortController();
  const ended = new AbortController();
  const beating = keepRenewing(control, lock, releasing.signal, ended);
  return {
    lock,
    predecessor,
    last,
    ended: ended.signal,
    async release() {
      releasing.abort();
      await beating;
      await keepLastRun(control, holder.run);
      await releaseLock(control, lock);
    },
  };
}

async function keepRenewing(
  control: Control,
  lock: Lock,
  releasing: AbortSignal,
  ended: AbortController,
): Promise<void> {
  let renewedAt = performance.now();
  for (;;) {
    await sleep(HEARTBEAT_MS, undefined, { signal: releasing }).catch(() => undefined);
    if (releasing.aborted) return;
    const began = performance.now();
    try {
      const renewed = await renewLock(control, lock);
      if (renewed === undefined) {
        ended.abort(new HarnessError(`run ${lock.run} no longer holds the stage: another run took it`));
        return;
      }
      const { stopRequest } = renewed;
      if (stopRequest !== undefined) ended.abort(new StoppedError('chaos stop', `stopped by ${stopRequest.by}`));
      renewedAt = began;
    } catch (error) {
      if (performance.now() - renewedAt < LOCK_SECONDS * 1000) continue;
      ended.abort(new HarnessError(`run ${lock.run} could not renew the stage's lock`, { cause: error }));
      return;
    }
  }
}

async function keepLastRun(control: Control, run: string): Promise<void> {
  const endedAt = control.clock.now().toISOString();
  await control.clients.dynamodb.send(
    new PutItemCommand({
      TableName: controlTable(control),
      Item: { ...keyOf(LAST_RUN_ID), run: { S: run }, endedAt: { S: endedAt } },
    }),
  );
}

async function readLastRun(control: Control): Promise<LastRun | undefined> {
  const { Item } = await control.clients.dynamodb.send(
    new GetItemCommand({ TableName: controlTable(control), Key: keyOf(LAST_RUN_ID), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : LastRun.parse(fieldsOf(Item));
}
