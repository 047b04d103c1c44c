import { type Stores, unfinishedSagas } from '../../stores/index.ts';
import type { Recorder } from '../recorder.ts';
import { startWatch, type Watch } from './watch.ts';

const EVERY_MS = 1000;

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

export function followBacklog(stores: Pick<Stores, 'items' | 'table'>, run: string, recorder: Recorder): Backlog {
  let current: Promise<readonly string[]> = Promise.resolve([]);
  let next: Promise<readonly string[]> | undefined;
  let ended = false;
  let unfinished = 0;

  const read = async (): Promise<readonly string[]> => {
    next = undefined;
    const ids = await unfinishedSagas(stores, `${run}-`);
    unfinished = ids.length;
    recorder.record({ kind: 'backlog', unfinished });
    return ids;
  };
  const count = (): Promise<readonly string[]> => {
    next ??= current.then(read, read);
    current = next;
    return next;
  };
  const countWhileNeeded = async () => {
    if (!ended || unfinished > 0) await count();
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
