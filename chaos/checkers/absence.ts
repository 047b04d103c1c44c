/**
 * Stretches of a run in which the harness, an engine or the machine was not there. What such a stretch could have caused
 * proves nothing about the system.
 */
import type { Check, Journal, Lacked, RunEvent } from '../schemas/index.ts';

/** A checker's answer. */
type Answer = Omit<Check, 'name'>;

/** A stretch of the run, in real milliseconds since it began. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Absence extends Stretch {
  /** Whether a run that it reaches decides nothing, even if every check is valid: something was not there at all. */
  readonly isTotal: boolean;
  /** Such as `DynamoDB Local gave no sign of life from 12.1 s to 22.3 s`. */
  readonly text: string;
  /** An absence of at least this many real milliseconds is material. */
  readonly materialMs: number;
  /** How many times as long work took at the worst; absent where nothing went on. */
  readonly slowdown?: number;
}

/** The processes of a run stand still for a second or two on busy machines, but not for longer. */
const MATERIAL_GAP_MS = 3000;

/** A run's own bursts of work make a machine short of CPU for some seconds. A full disk is material at once. */
const MATERIAL_SHORTAGE_MS: Readonly<Record<Lacked, number>> = {
  cpu: 10_000,
  steal: 10_000,
  memory: 10_000,
  disk: 0,
  handles: 0,
};

/** Without these, a run cannot go on. One that was only slowed down, and still met every budget, is as good as an undisturbed one. */
const USED_UP: readonly Lacked[] = ['disk', 'handles'];

/** Real milliseconds that a system needs after an absence, besides its duration, to catch up with its work. */
const CATCHING_UP_MS = 5000;

/** Retries wait longer each time, so what an absence delays may be late by a multiple of its duration. */
const MAX_DELAY_FACTOR = 3;

/** In the order in which they began. */
export function absencesIn(events: readonly RunEvent[]): Absence[] {
  return events
    .flatMap((event): Absence[] => {
      if (event.kind === 'heartbeat-gap')
        return [absence(event, `${event.who} gave no sign of life`, MATERIAL_GAP_MS, true)];
      if (event.kind === 'machine')
        return [
          {
            ...absence(
              event,
              LACKED_TEXT[event.lacked](event.worst),
              MATERIAL_SHORTAGE_MS[event.lacked],
              USED_UP.includes(event.lacked),
            ),
            ...slowdownBy(event),
          },
        ];
      return [];
    })
    .sort((one, other) => one.fromMs - other.fromMs);
}

function absence({ fromMs, toMs }: Stretch, what: string, materialMs: number, isTotal: boolean): Absence {
  return { fromMs, toMs, materialMs, isTotal, text: `${what} from ${seconds(fromMs)} to ${seconds(toMs)}` };
}

const LACKED_TEXT: Readonly<Record<Lacked, (worst: number) => string>> = {
  cpu: (worst) => `the machine lacked CPU: work took up to ${worst.toFixed(1)} times as long as on an idle one,`,
  steal: (worst) => `the hypervisor gave up to ${percent(worst)} of the CPU to other machines,`,
  memory: (worst) => `the machine lacked memory: work waited for it up to ${percent(worst)} of the time,`,
  disk: (worst) => `the disk was full, with ${(worst / 1024 / 1024).toFixed(0)} MB left,`,
  handles: (worst) => `the harness lacked file handles, with ${percent(worst)} of them open,`,
};

/** Work that lost a share of its time took as many times as long as the rest of it allows. */
function slowdownBy({ lacked, worst }: Extract<RunEvent, { kind: 'machine' }>): Pick<Absence, 'slowdown'> {
  if (USED_UP.includes(lacked)) return {};
  return { slowdown: lacked === 'cpu' ? worst : 1 / Math.max(0, 1 - worst) };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Whether it is long enough to explain any violation that it touches. Others explain only overruns of a time budget. */
export function isMaterial({ fromMs, toMs, materialMs }: Absence): boolean {
  return toMs - fromMs >= materialMs;
}

/** Those whose effects reach into the stretch. */
export function touching<Kind extends Stretch>(absences: readonly Kind[], { fromMs, toMs }: Stretch): Kind[] {
  return absences.filter((one) => one.fromMs <= toMs && endOfEffects(one) >= fromMs);
}

function endOfEffects({ fromMs, toMs }: Stretch): number {
  return toMs + (toMs - fromMs) + CATCHING_UP_MS;
}

/** Whether the alarm fired, and never before the first of the absences began. */
export function firedOnlySince(alarm: string, events: readonly RunEvent[], absences: readonly Absence[]): boolean {
  const firings = events.filter((event) => event.kind === 'alarm' && event.alarm === alarm && event.to === 'ALARM');
  const began = Math.min(...absences.map(({ fromMs }) => fromMs));
  return firings.length > 0 && firings.every(({ elapsedMs }) => elapsedMs >= began);
}

/** The moment of the run at which the target's clock showed a time; NaN if the time cannot be read. */
export function momentOf(
  time: string,
  { virtualStartedAt, speed }: Pick<Journal, 'virtualStartedAt' | 'speed'>,
): number {
  return (Date.parse(time) - Date.parse(virtualStartedAt)) / speed;
}

/**
 * Turns a violation into `unknown` if absences explain it. The given absences are those that touch what the check
 * judges.
 *
 * @param overrunMs by how many real milliseconds a time budget was exceeded; undefined if the violation is not such an
 *   overrun. Only a material absence explains one of that kind
 */
export function unlessAbsent(result: Answer, absences: readonly Absence[], overrunMs: number | undefined): Answer {
  if (result.result !== 'invalid') return result;
  const explaining = overrunMs === undefined ? absences.filter(isMaterial) : absences;
  const longest = lengthOf(explaining) * MAX_DELAY_FACTOR;
  const [first] = explaining;
  if (first === undefined || (overrunMs !== undefined && overrunMs > longest)) return result;
  return {
    ...result,
    result: 'unknown',
    summary: `This proves nothing, because ${first.text}: ${result.summary}`,
    evidence: [...explaining.slice(0, 2).map(({ text }) => text), ...result.evidence],
  };
}

/** The time that the absences cover; times at which several processes were absent count once. */
function lengthOf(absences: readonly Absence[]): number {
  let [covered, until] = [0, 0];
  for (const { fromMs, toMs } of absences) {
    covered += Math.max(0, toMs - Math.max(fromMs, until));
    until = Math.max(until, toMs);
  }
  return covered;
}

/** Violations, by whether a material absence touches their time. */
export function splitByAbsence<Violation extends Stretch>(
  violations: readonly Violation[],
  absences: readonly Absence[],
): { readonly proven: Violation[]; readonly excused: Violation[] } {
  const material = absences.filter(isMaterial);
  const isExcused = (one: Violation) => touching(material, one).length > 0;
  return { proven: violations.filter((one) => !isExcused(one)), excused: violations.filter(isExcused) };
}
