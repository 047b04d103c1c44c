/** Watches whether the harness, the system's own processes and the machine are there while a run is judged by times. */
import { HarnessError, messageOf } from '../../errors.ts';
import { HARNESS, HARNESS_BEAT_MS, HARNESS_SILENCE_MS, LOAD_GENERATOR, type PulseReport } from '../../schemas/index.ts';
import type { RunContext } from '../context.ts';
import { MachineWatch } from './machine/shortage.ts';
import { readMachine } from './machine/reading.ts';
import { onOurClock, Signs, type Stretch } from './silence.ts';
import { startWatch } from './watch.ts';

/** Real milliseconds between two looks at the others and at the machine. */
const LOOK_MS = 1000;

/** A report that takes longer than this many real milliseconds was made when the system could run again: at its end. */
const MAX_REPORT_MS = 1000;

/** Reports in a row that may fail before the system's process counts as gone. */
const MAX_FAILURES = 2;

interface WatchedRun extends Pick<RunContext, 'clock' | 'recorder'> {
  readonly target: Pick<RunContext['target'], 'pulse'>;
  /** Path of the run directory: the disk that must not be full. */
  readonly path: string;
  readonly figures: Record<string, number>;
  /** Ends the run at once, because one of its processes has ended. */
  readonly halt: (reason: Error) => void;
}

export interface Presence {
  /** Adds what the load generator itself reports. */
  addLoad(beats: number, gaps: readonly Stretch[]): void;
  /** Looks once more, and records every absence. */
  stop(): Promise<void>;
  /** The process that has ended and with it the run, if one has: whatever else failed failed because of it. */
  brokenBy(): HarnessError | undefined;
}

/** Watches from now on. */
export function watchPresence({ clock, recorder, target, path, figures, halt }: WatchedRun): Presence {
  const harness = new Signs(clock.elapsedMs(), HARNESS_SILENCE_MS);
  const machine = new MachineWatch();
  const reported = new Map<string, { readonly beats: number; readonly gaps: readonly Stretch[] }>();
  let failures = 0;
  let broken: HarnessError | undefined;
  const breakOff = (reason: HarnessError) => {
    broken ??= reason;
    halt(reason);
  };

  const take = ({ now, processes }: PulseReport, ourNow: number) => {
    for (const { who, beats, gaps, ended } of processes) {
      reported.set(who, { beats, gaps: onOurClock(gaps, now, ourNow) });
      if (ended !== undefined)
        breakOff(new HarnessError(`${who} ended during the run (${ended}). The run says nothing about the system`));
    }
  };
  const askSystem = async (pulse: () => Promise<PulseReport>) => {
    const sent = clock.elapsedMs();
    const report = await pulse().catch((error: unknown) => {
      failures += 1;
      if (failures > MAX_FAILURES)
        breakOff(new HarnessError(`the process that runs the system does not answer any more: ${messageOf(error)}`));
      return undefined;
    });
    const received = clock.elapsedMs();
    if (report === undefined) return;
    failures = 0;
    take(report, received - sent <= MAX_REPORT_MS ? (sent + received) / 2 : received);
  };
  const look = async () => {
    machine.take({ elapsedMs: clock.elapsedMs(), ...(await readMachine(path)) });
    if (target.pulse !== undefined) await askSystem(target.pulse);
  };
  const beating = setInterval(() => {
    harness.beat(clock.elapsedMs());
  }, HARNESS_BEAT_MS).unref();
  const looking = startWatch(look, LOOK_MS);

  return {
    addLoad(beats, gaps) {
      reported.set(LOAD_GENERATOR, { beats, gaps });
    },
    async stop() {
      clearInterval(beating);
      await looking.finish().catch(() => undefined);
      harness.beat(clock.elapsedMs());
      reported.set(HARNESS, harness);
      for (const [who, { gaps }] of reported) {
        for (const gap of gaps) recorder.record({ kind: 'heartbeat-gap', who, ...gap }, clock.virtual(gap.fromMs));
      }
      for (const shortage of machine.shortages()) {
        recorder.record({ kind: 'machine', ...shortage }, clock.virtual(shortage.fromMs));
      }
      const watched = [...reported].map(([who, { beats }]) => ({ who, beats }));
      recorder.record({ kind: 'heartbeats', watched });
      Object.assign(figures, machine.figures);
    },
    brokenBy: () => broken,
  };
}
