import { type Stores, unfinishedSagas } from '../stores/index.ts';
import type { Recorder } from './recorder.ts';
import { startWatch, type Watch } from './watch.ts';

const EVERY_MS = 1000;

/** The run's unfinished sagas, counted each second: the curve by which a system's recovery is judged. */
export interface Backlog {
  /** Their correlation ids, by a look that began after now; looks that are waited for are shared. */
  look(): Promise<readonly string[]>;
  /** Begins to count each second. */
  follow(): void;
  /** Told when the load has ended: counting then goes on until none is left. */
  loadEnded(): void;
  /** Counts once more, and no longer. */
  stop(): Promise<void>;
}

export function followBacklog(stores: Stores, run: string, recorder: Recorder): Backlog {
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
  const look = (): Promise<readonly string[]> => {
    next ??= current.then(read, read);
    current = next;
    return next;
  };
  const count = async () => {
    if (!ended || unfinished > 0) await look();
  };
  let watch: Watch | undefined;
  return {
    look,
    follow() {
      watch ??= startWatch(count, EVERY_MS);
    },
    loadEnded() {
      ended = true;
    },
    async stop() {
      await watch?.end();
      await look();
    },
  };
}
