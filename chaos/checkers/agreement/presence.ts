/** Who was watched during the run, the signs of life, and what the machine lacked, with how long the run took. */
import type { JudgedEvent } from '../../evidence/evidence.ts';
import {
  HARNESS,
  HARNESS_SILENCE_MS,
  isShort,
  type Journal,
  type Lacked,
  LOAD_GENERATOR,
  MACHINE_LIMITS,
  type Operation,
  type RunEvent,
} from '../../schemas/index.ts';
import { longestSilenceMs, UNSEEN_DELAY_MS } from '../harness-delay.ts';
import { comparison, differs, repeated } from './comparison.ts';

type Heartbeats = Extract<JudgedEvent, { kind: 'heartbeats' }>;
type Gap = Extract<JudgedEvent, { kind: 'heartbeat-gap' }>;
type Shortage = Extract<JudgedEvent, { kind: 'machine' }>;

/** Only a run that ended by itself, or was stopped, watches to its end. */
const watchedToItsEnd = ({ status, load }: Journal): boolean =>
  (status === 'completed' || status === 'stopped') && load !== null;

/** The signs of life with the processes that such a run has, with the gaps between them, and with the harness's delay. */
export const presenceComparison = comparison('presence', ['events', 'history'], ({ events, history }, { journal }) => {
  if (!watchedToItsEnd(journal)) return [];
  const [beats, ...more] = events.filter((event) => event.kind === 'heartbeats');
  // That nobody watched is the answer of `harness-present`.
  if (beats === undefined) return [];
  const gaps = events.filter((event) => event.kind === 'heartbeat-gap');
  const names = beats.watched.map(({ who }) => who);
  return [
    ...more.map(({ at }) => `the signs of life were counted again at ${at}`),
    ...isEarly(beats, events),
    ...expectedNames(journal, history)
      .filter((who) => !names.includes(who))
      .map((who) => `${who} was not watched`),
    ...repeated(names).map((who) => `${who} was watched twice`),
    ...gaps
      .filter(({ who }) => !names.includes(who))
      .map(({ who }) => `${who} gave no sign of life, and was not watched`),
    ...gaps.flatMap((gap) => stretchDiffers(gap, gap.who, beats)),
    ...beats.watched.flatMap((one) => tooFew(one, watchedStretch(one.who, beats, history, journal), gaps)),
    ...tooMany(beats),
    ...unexplainedDelay(journal, events, beats),
  ];
});

/** What the machine lacked, with the extremes in the journal's figures. */
export const machineComparison = comparison('machine', ['events'], ({ events }, { journal }) => {
  if (!watchedToItsEnd(journal)) return [];
  const beats = events.find((event) => event.kind === 'heartbeats');
  const shortages = events.filter((event) => event.kind === 'machine');
  return [
    ...(beats === undefined ? [] : shortages.flatMap((one) => stretchDiffers(one, one.lacked, beats))),
    ...(Object.keys(MACHINE_LIMITS) as Lacked[]).flatMap((lacked) =>
      extremeDiffers(
        lacked,
        shortages.filter((one) => one.lacked === lacked),
        journal,
      ),
    ),
  ];
});

/** The load is over, and the stores are read, when the run stops watching. */
const WATCHED = new Set<RunEvent['kind']>([
  'phase.began',
  'phase.ended',
  'phase.drained',
  'queues.read',
  'iterator-ages.read',
  'snapshot',
  'probe',
  'deployment.compared',
  'alarms.blind',
]);

function isEarly(beats: Heartbeats, events: readonly JudgedEvent[]): string[] {
  const last = events.findLast(({ kind }) => WATCHED.has(kind));
  return last !== undefined && last.elapsedMs > beats.elapsedMs
    ? [`the signs of life were counted at ${beats.at}, before the last ${last.kind}`]
    : [];
}

const SYSTEM = 'the local AWS';

/** A system on this machine reports its own signs of life, and k6 those of a load that was sent. */
function expectedNames({ target }: Journal, history: readonly Operation[]): string[] {
  return [HARNESS, ...(target === 'local' ? [SYSTEM] : []), ...(history.length > 0 ? [LOAD_GENERATOR] : [])];
}

/** Real milliseconds: the gaps of k6 come from the machine's clock, which may be set meanwhile. */
const CLOCK_SKEW_MS = 10_000;

/** The two times of an event differ by rounding. */
const ROUNDING_MS = 2;

/** A stretch begins when its event says, and ends before the run stops watching. */
function stretchDiffers({ fromMs, toMs, elapsedMs }: Gap | Shortage, what: string, beats: Heartbeats): string[] {
  const text = `${what} from ${Math.round(fromMs)} ms to ${Math.round(toMs)} ms`;
  return [
    ...(fromMs > toMs ? [`${text}: it ends before it begins`] : []),
    ...(toMs > beats.elapsedMs + CLOCK_SKEW_MS ? [`${text}: it ends after the signs of life were counted`] : []),
    ...(Math.abs(fromMs - elapsedMs) > ROUNDING_MS ? [`${text}: its event is of ${Math.round(elapsedMs)} ms`] : []),
  ];
}

/** Real milliseconds without a sign of life from which a gap is noted: engines are asked each second, and k6 counts its users. */
const SILENCE_MS: Readonly<Record<string, number>> = {
  [HARNESS]: HARNESS_SILENCE_MS,
  [SYSTEM]: 600,
  [LOAD_GENERATOR]: 2500,
};
const ENGINE_SILENCE_MS = 2000;

/** Two reports of the system in a row may fail, so the last one may be this many real milliseconds old. */
const REPORT_MS = 10_000;

interface WatchedStretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A time in which the process was certainly watched. The harness watches itself before the load begins; the system has run
 * since before the run; k6 is there from its first request to its last.
 */
function watchedStretch(
  who: string,
  { elapsedMs }: Heartbeats,
  history: readonly Operation[],
  { figures: { startSeconds } }: Journal,
): WatchedStretch {
  if (who === HARNESS) return { fromMs: startSeconds === undefined ? elapsedMs : startSeconds * 1000, toMs: elapsedMs };
  if (who !== LOAD_GENERATOR) return { fromMs: 0, toMs: elapsedMs - REPORT_MS };
  return { fromMs: history[0]?.elapsedMs ?? 0, toMs: history.at(-1)?.elapsedMs ?? 0 };
}

/** A report of the system keeps no more gaps of a process. */
const MAX_GAPS = 500;

/** Two signs of life are never further apart than the silence that makes a gap, but for the gaps. */
function tooFew(
  { who, beats }: Heartbeats['watched'][number],
  { fromMs, toMs }: WatchedStretch,
  gaps: readonly Gap[],
): string[] {
  const own = gaps.filter((gap) => gap.who === who);
  if (own.length >= MAX_GAPS) return [];
  const silent = own.reduce((sum, gap) => sum + Math.max(0, gap.toMs - gap.fromMs), 0);
  const fewest = Math.floor((toMs - fromMs - silent) / (SILENCE_MS[who] ?? ENGINE_SILENCE_MS)) - 1;
  // That one gave none at all is the answer of `harness-present`.
  return beats > 0 && beats < fewest ? [`${who} gave ${beats} signs of life, and by its gaps at least ${fewest}`] : [];
}

/** A beat comes a hundred milliseconds after the one before it; a timer may be a little early. */
const MIN_BEAT_MS = 90;

function tooMany({ watched, elapsedMs }: Heartbeats): string[] {
  const most = Math.ceil(elapsedMs / MIN_BEAT_MS) + 2;
  return watched
    .filter(({ who, beats }) => who === HARNESS && beats > most)
    .map(({ who, beats }) => `${who} gave ${beats} signs of life in ${Math.round(elapsedMs)} ms`);
}

/**
 * The delay is measured from the run's beginning to its end, and the signs of life from before the load until the run is
 * cleaned up: a long delay is a gap between them, or fits into the time before or after.
 */
function unexplainedDelay(
  { figures: { harnessDelayMs = 0, startSeconds }, startedAt, endedAt }: Journal,
  events: readonly JudgedEvent[],
  { elapsedMs }: Heartbeats,
): string[] {
  if (startSeconds === undefined || endedAt === null) return [];
  const afterMs = Date.parse(endedAt) - Date.parse(startedAt) - elapsedMs;
  const longest = Math.max(startSeconds * 1000, afterMs, longestSilenceMs(events));
  return harnessDelayMs > longest + UNSEEN_DELAY_MS
    ? [
        `the harness was delayed by ${Math.round(harnessDelayMs)} ms, and was silent for ${Math.round(longest)} ms at most`,
      ]
    : [];
}

const MIB = 1024 * 1024;

/** The figure that holds the extreme of what a machine may lack, in the unit of its events. */
function figureOf(lacked: Lacked, { figures }: Journal): number | undefined {
  const free = figures['machineFreeDiskMb'];
  return {
    cpu: figures['machineSlowdown'],
    steal: figures['machineSteal'],
    memory: figures['machineMemoryStall'],
    disk: free === undefined ? undefined : free * MIB,
    handles: figures['machineHandles'],
  }[lacked];
}

/** A shortage is noted when the figure is beyond the limit, and its worst is that figure. */
function extremeDiffers(lacked: Lacked, shortages: readonly Shortage[], journal: Journal): string[] {
  const figure = figureOf(lacked, journal);
  const worsts = shortages.map(({ worst }) => worst);
  const worst = lacked === 'disk' ? Math.min(...worsts) : Math.max(...worsts);
  if (shortages.length === 0)
    return figure !== undefined && isShort(lacked, figure)
      ? [`the journal says that the machine lacked ${lacked}, with ${figure}, and no event does`]
      : [];
  return [
    ...shortages
      .filter((one) => !isShort(lacked, one.worst, one.limit) || !isShort(lacked, one.worst))
      .map((one) => `the machine lacked ${lacked}, with ${one.worst} against a limit of ${one.limit}`),
    ...differs(`worst ${lacked} of the machine, in the journal and in the events`, figure, worst),
  ];
}
