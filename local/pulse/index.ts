/**
 * The signs of life of the processes that run the system, for the harness that judges a run: this process, which serves the
 * AWS APIs, the processes that run the functions, and the engines. A harness in another process reads them over
 * HTTP.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Heart, type Gap } from './heart.ts';

/** The name of this process in the report. */
const SELF = 'the local AWS';

/** Milliseconds between two signs of life of this process, and between the end of one probe and the start of the next. */
const BEAT_MS = 100;
const PROBE_MS = 1000;

/** A later sign of life is a gap. A pause of this length belongs to ordinary work on a busy machine. */
const TOLERATED_BEAT_MS = BEAT_MS + 500;
const TOLERATED_PROBE_MS = PROBE_MS + 1000;

/** Resolves when the engine has answered. */
type Probe = () => Promise<void>;

interface PulseOptions {
  /** By the engine's name. Called for each round, because engines may start later. */
  readonly probes: () => Readonly<Record<string, Probe>>;
  /** Engines that ended although nobody asked them to, and how. */
  readonly ended: () => readonly { readonly name: string; readonly how: string }[];
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
}

interface PulseReport {
  readonly now: number;
  readonly processes: readonly {
    readonly who: string;
    readonly beats: number;
    readonly gaps: readonly Gap[];
    readonly ended?: string;
  }[];
}

export interface Pulse {
  report(): PulseReport;
  close(): Promise<void>;
}

/** Watches from now on. */
export function startPulse({ probes, ended, now = () => performance.now() }: PulseOptions): Pulse {
  const closing = new AbortController();
  const self = new Heart(now(), TOLERATED_BEAT_MS);
  const engines = new Map<string, Heart>();
  const timer = setInterval(() => {
    self.beat(now());
  }, BEAT_MS).unref();

  const follow = async (who: string, probe: Probe, heart: Heart) => {
    engines.set(who, heart);
    while (!closing.signal.aborted) {
      // An engine that refuses gives no sign of life, and is asked again.
      await probe().then(
        () => {
          heart.beat(now());
        },
        () => undefined,
      );
      await wait(PROBE_MS, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  for (const [who, probe] of Object.entries(probes())) void follow(who, probe, new Heart(now(), TOLERATED_PROBE_MS));

  return {
    report() {
      const at = now();
      const ends = new Map(ended().map(({ name, how }) => [name, how]));
      return {
        now: at,
        processes: [[SELF, self] as const, ...engines].map(([who, heart]) => {
          const how = ends.get(who);
          return { who, beats: heart.beats, gaps: heart.gaps(at), ...(how !== undefined && { ended: how }) };
        }),
      };
    },
    close() {
      clearInterval(timer);
      closing.abort();
      return Promise.resolve();
    },
  };
}
