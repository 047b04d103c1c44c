import type { RunEvent } from '../schemas/index.ts';
import type { RunClock } from './run-clock.ts';
import type { RunDirectory } from './run-directory.ts';

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, 'at' | 'elapsedMs'> : never;
export type Happening = WithoutTime<RunEvent>;

/** Everything that happened, on one clock. */
export interface Recorder {
  /** Something the runner did or saw: now, or when the target's clock said `at`. */
  record(happening: Happening, at?: Date | string | number): void;
  readonly events: readonly RunEvent[];
  /** Brings the file up to what was recorded. */
  flush(): Promise<void>;
  /** Writes the file anew, in order. */
  close(): Promise<void>;
}

export function createRecorder(clock: RunClock, directory: RunDirectory): Recorder {
  const events: RunEvent[] = [];
  let flushed = 0;
  let writing = Promise.resolve();
  return {
    events,
    record(happening, at) {
      const elapsedMs = at === undefined ? clock.elapsedMs() : clock.elapsedOf(at);
      const time = (at === undefined ? clock.virtual(elapsedMs) : new Date(at)).toISOString();
      events.push({ at: time, elapsedMs, ...happening });
    },
    async flush() {
      const fresh = events.slice(flushed);
      flushed = events.length;
      writing = writing.then(() => directory.appendEvents(fresh));
      await writing;
    },
    async close() {
      await writing;
      await directory.events(events.toSorted((one, other) => one.elapsedMs - other.elapsedMs));
    },
  };
}
