import type { OpenedSystem } from '../../system/index.ts';
import type { Recorder } from '../recorder.ts';
import { unfinishedSagas } from '../unfinished.ts';
import { startWatch, type Watch } from './watch.ts';

const EVERY_MS = 1000;
/** Counting may read all of the owner's view, so it must not take more than this share of the time. */
const MAX_SHARE = 0.2;

/** The run's unfinished sagas, counted each second: the curve that shows how a system recovers. */
export interface Backlog {
  /** Correlation ids of the unfinished sagas, from a read that begins after the call. Concurrent callers share a read. */
  count(): Promise<readonly string[]>;
  /** Begins to count each second. */
  follow(): void;
  /** The load has ended: counting goes on only until no saga is unfinished. */
  loadEnded(): void;
  /** Counts once more, and then ends. */
  stop(): Promise<void>;
}

export function followBacklog(
  opened: OpenedSystem,
  run: string,
  recorder: Recorder,
  now: () => number = () => performance.now(),
): Backlog {
  const reading = new AbortController();
  let readMs = 0;
  let lastRead = -Infinity;
  let current: Promise<readonly string[]> = Promise.resolve([]);
  let next: Promise<readonly string[]> | undefined;
  let ended = false;
  let unfinished = 0;
  /** Whether somebody waits for the next read: an empty answer must then be certain. */
  let asked = false;

  const read = async (): Promise<readonly string[]> => {
    next = undefined;
    const began = now();
    const confirm = asked;
    asked = false;
    const ids = await unfinishedSagas(opened, { prefix: `${run}-`, signal: reading.signal, confirm });
    lastRead = now();
    readMs = lastRead - began;
    unfinished = ids.length;
    recorder.record({ kind: 'backlog', unfinished });
    return ids;
  };
  const join = (): Promise<readonly string[]> => {
    next ??= current.then(read, read);
    current = next;
    return next;
  };
  const count = (): Promise<readonly string[]> => {
    asked = true;
    return join();
  };
  const countWhileNeeded = async () => {
    if (ended && unfinished === 0) return;
    if (now() - lastRead >= readMs * (1 / MAX_SHARE - 1)) await join();
  };
  let watch: Watch | undefined;
  return {
    count,
    follow() {
      watch ??= startWatch(countWhileNeeded, EVERY_MS);
    },
    loadEnded() {
      ended = true;
    },
    async stop() {
      await watch?.cancel();
      await count();
    },
  };
}
