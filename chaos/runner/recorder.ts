import type { RunEvent } from '../schemas/index.ts';
import type { RunClock } from './run-clock.ts';
import type { RunDirectory } from './run-directory.ts';

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, 'at' | 'elapsedMs'> : never;
/** An event before the recorder has given it a time. */
export type UntimedEvent = WithoutTime<RunEvent>;

/** Collects everything that happens in a run, on one clock. */
export interface Recorder {
  /** Records what the runner did or saw, now or at the target's time `at`. */
  record(event: UntimedEvent, at?: Date | string | number): void;
  readonly events: readonly RunEvent[];
  /** Appends to the file what was recorded since the last call. */
  flush(): Promise<void>;
  /** Rewrites the file with all events in order. */
  close(): Promise<void>;
}

export function createRecorder(clock: RunClock, directory: RunDirectory): Recorder {
  const events: RunEvent[] = [];
  let flushed = 0;
  let writing = Promise.resolve();
  return {
    events,
    record(event, at) {
      const elapsedMs = at === undefined ? clock.elapsedMs() : clock.elapsedOf(at);
      const time = (at === undefined ? clock.virtual(elapsedMs) : new Date(at)).toISOString();
      events.push({ at: time, elapsedMs, ...event });
    },
    async flush() {
      const unwritten = events.slice(flushed);
      flushed = events.length;
      writing = writing.then(() => directory.appendEvents(unwritten));
      await writing;
    },
    async close() {
      await writing;
      await directory.events(events.toSorted((one, other) => one.elapsedMs - other.elapsedMs));
    },
  };
}
