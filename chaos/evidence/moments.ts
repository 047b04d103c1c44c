/** The times of a run, held against its own clock. */
import type { Journal, Operation } from '../schemas/index.ts';
import { MalformedError } from './json.ts';

type Clock = Pick<Journal, 'startedAt' | 'virtualStartedAt' | 'endedAt' | 'speed'>;

/** The machine's clock may be set back or forth a little during a run, and the clock of a cloud is not exactly ours. */
const CLOCK_SKEW_MS = 10_000;

/** The two times of an event differ only by rounding, because the runner derives one from the other. */
const ROUNDING_MS = 1;

export interface Moments {
  /** @throws MalformedError when an event's two times differ, or it is not within the run */
  readonly demandEvent: (event: { readonly at: string; readonly elapsedMs: number }) => void;
  /** @throws MalformedError when an operation's two times differ, or it is not within the run */
  readonly demandOperation: (operation: Operation) => void;
  /** @throws MalformedError when a time of this machine is not within the run */
  readonly demandReal: (what: string, time: string) => void;
  /** @throws MalformedError when a time of the target is not within the run */
  readonly demandVirtual: (what: string, time: string) => void;
}

export function momentsOf({ startedAt, virtualStartedAt, endedAt, speed }: Clock): Moments {
  const began = Date.parse(startedAt);
  const virtuallyBegan = Date.parse(virtualStartedAt);
  // A run that has not ended has no end to be held against.
  const longestMs = endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt) - began + CLOCK_SKEW_MS;
  const demandWithin = (elapsedMs: number) => {
    if (elapsedMs > longestMs) throw new MalformedError('it is later than the end of the run');
  };
  const elapsedOf = (time: string) => (Date.parse(time) - virtuallyBegan) / speed;
  return {
    demandEvent({ at, elapsedMs }) {
      demandWithin(elapsedMs);
      // What a cloud's clock puts before the start is recorded at the start.
      const isClamped = elapsedMs === 0 && elapsedOf(at) < 0 && elapsedOf(at) >= -CLOCK_SKEW_MS;
      if (isClamped) return;
      if (Math.abs(elapsedOf(at) - elapsedMs) * speed > ROUNDING_MS + speed * ROUNDING_MS) {
        throw new MalformedError(`its time ${at} is not the one that the clock showed ${elapsedMs} ms after the start`);
      }
    },
    demandOperation({ sentAt, elapsedMs, durationMs }) {
      demandWithin(elapsedMs + durationMs);
      if (Date.parse(sentAt) - began !== elapsedMs) {
        throw new MalformedError(`its time ${sentAt} is not ${elapsedMs} ms after the start of the run`);
      }
    },
    demandReal(what, time) {
      const elapsedMs = Date.parse(time) - began;
      // False also of a text that is no time.
      if (elapsedMs >= -CLOCK_SKEW_MS && elapsedMs <= longestMs) return;
      throw new MalformedError(`${what} ${time} is not within the run`);
    },
    demandVirtual(what, time) {
      const elapsedMs = elapsedOf(time);
      if (elapsedMs < -CLOCK_SKEW_MS || elapsedMs > longestMs) {
        throw new MalformedError(`${what} ${time} is not within the run`);
      }
    },
  };
}
