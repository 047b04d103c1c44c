/** From readings of the machine to the stretches in which it lacked something. */
import { isShort, type Lacked, MACHINE_LIMITS, type RunEvent } from '../../../schemas/index.ts';
import type { MachineReading } from './reading.ts';

/** A reading, with its time in real milliseconds of the run. */
export interface TimedReading extends MachineReading {
  readonly elapsedMs: number;
}

export type Shortage = Pick<Extract<RunEvent, { kind: 'machine' }>, 'lacked' | 'fromMs' | 'toMs' | 'worst' | 'limit'>;

/** Readings that are judged together. A shorter burst belongs to ordinary work. */
const WINDOW_MS = 5000;

/** Share of a core that this process must have used, or wanted to use, to say anything about the others. */
const MIN_BUSY = 0.05;

/** Follows the machine, reading by reading. */
export class MachineWatch {
  readonly figures: Record<string, number> = {};
  readonly #window: TimedReading[] = [];
  readonly #open = new Map<Lacked, Shortage>();
  readonly #ended: Shortage[] = [];

  take(reading: TimedReading): void {
    const window = this.#window;
    window.push(reading);
    while (window.length > 2 && reading.elapsedMs - (window[1]?.elapsedMs ?? 0) >= WINDOW_MS) window.shift();
    const [first] = window;
    const measured = first === undefined ? {} : measuredBetween(first, reading);
    this.#keepFigures(reading, measured);
    for (const lacked of Object.keys(MACHINE_LIMITS) as Lacked[]) this.#judge(lacked, measured[lacked], first, reading);
  }

  /** What the machine lacked so far. */
  shortages(): Shortage[] {
    return [...this.#ended, ...this.#open.values()];
  }

  #judge(lacked: Lacked, value: number | undefined, first: TimedReading | undefined, last: TimedReading): void {
    const limit = MACHINE_LIMITS[lacked];
    const open = this.#open.get(lacked);
    if (value === undefined || first === undefined || !isShort(lacked, value)) {
      if (open !== undefined) this.#ended.push(open);
      this.#open.delete(lacked);
      return;
    }
    const worst = open === undefined || isShort(lacked, value, open.worst) ? value : open.worst;
    this.#open.set(lacked, { lacked, fromMs: open?.fromMs ?? first.elapsedMs, toMs: last.elapsedMs, worst, limit });
  }

  #keepFigures({ load, freeDiskBytes }: TimedReading, { cpu, steal, memory, handles }: Measured): void {
    const { figures } = this;
    const keep = (name: string, value: number | undefined, choose: (...values: number[]) => number) => {
      if (value !== undefined) figures[name] = choose(figures[name] ?? value, value);
    };
    keep('machineLoad', load, Math.max);
    keep('machineSlowdown', cpu, Math.max);
    keep('machineSteal', steal, Math.max);
    keep('machineMemoryStall', memory, Math.max);
    keep('machineHandles', handles, Math.max);
    keep('machineFreeDiskMb', freeDiskBytes === undefined ? undefined : freeDiskBytes / 1024 / 1024, Math.min);
  }
}

type Measured = Partial<Record<Lacked, number>>;

/** What can be said about the time between two readings. Figures that need a whole window are absent in a shorter one. */
function measuredBetween(first: TimedReading, last: TimedReading): Measured {
  const ms = last.elapsedMs - first.elapsedMs;
  const { handles, freeDiskBytes } = last;
  const measured: Measured = {};
  if (freeDiskBytes !== undefined) measured.disk = freeDiskBytes;
  if (handles !== undefined) measured.handles = handles.open / handles.limit;
  if (ms < WINDOW_MS) return measured;
  if (first.threads !== undefined && last.threads !== undefined) {
    const ran = last.threads.ran - first.threads.ran;
    const wanted = ran + last.threads.waited - first.threads.waited;
    // The times of a thread that has ended are gone, so a difference may be negative.
    if (ran > 0 && wanted / 1e6 >= ms * MIN_BUSY) measured.cpu = wanted / ran;
  }
  if (first.ticks !== undefined && last.ticks !== undefined && last.ticks.all > first.ticks.all)
    measured.steal = (last.ticks.stolen - first.ticks.stolen) / (last.ticks.all - first.ticks.all);
  if (first.memoryStalledUs !== undefined && last.memoryStalledUs !== undefined)
    measured.memory = (last.memoryStalledUs - first.memoryStalledUs) / 1000 / ms;
  return measured;
}
