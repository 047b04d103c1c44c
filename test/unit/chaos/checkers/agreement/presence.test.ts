/** Who was watched during the run, and what the machine lacked. */
import { describe, expect, it } from '@jest/globals';
import { machineComparison, presenceComparison } from '../../../../../chaos/checkers/agreement/presence.ts';
import type { RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { Changes } from '../../sound-run.ts';
import { at, history } from '../../sound-run.ts';
import { altered, both, type Case, contradictions, given, instead, moment, plus, without } from './compared.ts';

/** The sound run watches until second 27; its load begins at once, and its requests go from second 2 to second 11. */
const ALL = { 'the harness': 270, 'the local AWS': 270, k6: 15 };
const watched = (
  beats: Readonly<Record<string, number>> = ALL,
): Pick<Extract<RunEvent, { kind: 'heartbeats' }>, 'watched'> => ({
  watched: Object.entries(beats).map(([who, own]) => ({ who, beats: own })),
});
const beating = (beats: Readonly<Record<string, number>>): Changes =>
  altered('heartbeats', watched({ ...ALL, ...beats }));
const gap = (from: number, to: number, who = 'the harness', noted = from): RunEvent => ({
  ...moment(noted),
  kind: 'heartbeat-gap',
  who,
  fromMs: from * 1000,
  toMs: to * 1000,
});
const delayed = (ms: number): Changes => given({ figures: { startSeconds: 0, harnessDelayMs: ms } });
const ending = (seconds: number): Changes =>
  given({ endedAt: new Date(Date.parse('2026-06-01T08:00:00.000Z') + seconds * 1000).toISOString() });
const few = (who: string, beats: number, least: number) =>
  `${who} gave ${beats} signs of life, and by its gaps at least ${least}`;

describe('who was watched', () => {
  it.each<Case>([
    ['is the harness, the system and k6', {}, []],
    [
      'is nobody',
      altered('heartbeats', { watched: [] }),
      ['the harness was not watched', 'the local AWS was not watched', 'k6 was not watched'],
    ],
    [
      'is not the system on this machine',
      altered('heartbeats', watched({ 'the harness': 270, k6: 15 })),
      ['the local AWS was not watched'],
    ],
    [
      'is no system on AWS',
      both(altered('heartbeats', watched({ 'the harness': 270, k6: 15 })), given({ target: 'aws' })),
      [],
    ],
    [
      'is not k6, which sent nothing',
      { ...altered('heartbeats', watched({ 'the harness': 270, 'the local AWS': 270 })), history: [] },
      [],
    ],
    [
      'is the harness twice',
      altered('heartbeats', { watched: [...watched().watched, { who: 'k6', beats: 15 }] }),
      ['k6 was watched twice'],
    ],
    ['is not known', { events: without('heartbeats') }, []],
    ['is k6 too, which sent nothing', { history: [] }, []],
    [
      'is counted in a run of which nothing else is noted',
      { events: [{ ...moment(27), kind: 'heartbeats', ...watched() }] },
      [],
    ],
    ['is counted as the last thing is noted', instead({ ...moment(26.5), kind: 'heartbeats', ...watched() }), []],
    [
      'is counted twice',
      plus({ ...moment(28), kind: 'heartbeats', ...watched() }),
      [`the signs of life were counted again at ${at(28)}`],
    ],
    [
      'is counted before the stores are read',
      instead({ ...moment(24.9), kind: 'heartbeats', ...watched() }),
      [`the signs of life were counted at ${at(24.9)}, before the last alarms.blind`],
    ],
    ['is counted in a run that broke', both(altered('heartbeats', { watched: [] }), given({ status: 'broken' })), []],
    [
      'is counted in a run that was stopped',
      both(altered('heartbeats', watched({ 'the harness': 270, k6: 15 })), given({ status: 'stopped' })),
      ['the local AWS was not watched'],
    ],
    ['is counted in a run without a load', both(altered('heartbeats', { watched: [] }), given({ load: null })), []],
    ['is not who was silent', plus(gap(3, 6, 'PostgreSQL')), ['PostgreSQL gave no sign of life, and was not watched']],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(presenceComparison, changes)).toEqual(lines);
  });
});

/** The process gave so many signs of life, and there was a gap. */
const beatingWith = (who: string, beats: number, between: RunEvent): Changes => ({
  events: [...(beating({ [who]: beats }).events ?? []), between],
});
/** The harness gave one sign of life, and there were so many gaps that took no time. */
const beatingAmong = (gaps: number): Changes => ({
  events: [...(beating({ 'the harness': 1 }).events ?? []), ...Array.from({ length: gaps }, () => gap(3, 3))],
});
/** The requests, the last of them at this second. */
const until = (seconds: number) =>
  history.map((one, index) => (index === history.length - 1 ? { ...one, elapsedMs: seconds * 1000 } : one));

describe('the signs of life', () => {
  it.each<Case>([
    ['are as few as gaps too short to be noted allow', beating({ 'the harness': 44 }), []],
    ['are fewer', beating({ 'the harness': 43 }), [few('the harness', 43, 44)]],
    ['are fewer by a gap', beatingWith('the harness', 34, gap(3, 9)), []],
    ['are fewer than a gap explains', beatingWith('the harness', 33, gap(3, 9)), [few('the harness', 33, 34)]],
    [
      'are fewer, while another process gave none',
      beatingWith('the harness', 34, gap(3, 9, 'k6')),
      [few('the harness', 34, 44)],
    ],
    ['are unknown by more gaps than a report keeps', beatingAmong(500), []],
    ['are fewer than so many gaps explain', beatingAmong(499), [few('the harness', 1, 44)]],
    ['begin with the load', both(beating({ 'the harness': 35 }), given({ figures: { startSeconds: 5 } })), []],
    [
      'are fewer since the load',
      both(beating({ 'the harness': 34 }), given({ figures: { startSeconds: 5 } })),
      [few('the harness', 34, 35)],
    ],
    ['of the system are as few as possible until its last report', beating({ 'the local AWS': 27 }), []],
    ['of the system are fewer', beating({ 'the local AWS': 26 }), [few('the local AWS', 26, 27)]],
    ['of an engine are as few as possible', beating({ PostgreSQL: 7 }), []],
    ['of an engine are fewer', beating({ PostgreSQL: 6 }), [few('PostgreSQL', 6, 7)]],
    ['of k6 are as few as possible', { ...beating({ k6: 6 }), history: until(20) }, []],
    ['of k6 are fewer', { ...beating({ k6: 5 }), history: until(20) }, [few('k6', 5, 6)]],
    ['are none, which another check reports', beating({ 'the harness': 0 }), []],
    ['of an engine are many', beating({ PostgreSQL: 303 }), []],
    ['are as many as a timer can give', beating({ 'the harness': 302 }), []],
    ['are more', beating({ 'the harness': 303 }), ['the harness gave 303 signs of life in 27000 ms']],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(presenceComparison, changes)).toEqual(lines);
  });
});

describe('a gap between them', () => {
  it.each<Case>([
    ['ends before it begins', plus(gap(6, 3)), ['the harness from 6000 ms to 3000 ms: it ends before it begins']],
    [
      'ends long after they were counted',
      plus(gap(20, 37.1, 'k6')),
      ['k6 from 20000 ms to 37100 ms: it ends after the signs of life were counted'],
    ],
    ['ends as it begins', plus(gap(3, 3)), []],
    ['begins a little before its event', plus(gap(6, 9, 'k6', 6.002)), []],
    ['ends a little after they were counted, by the clock of k6', plus(gap(20, 37, 'k6')), []],
    [
      'begins at another time than its event',
      plus(gap(6, 9, 'k6', 7)),
      ['k6 from 6000 ms to 9000 ms: its event is of 7000 ms'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(presenceComparison, changes)).toEqual(lines);
  });
});

describe('a delay of the harness', () => {
  const silent = (ms: number, longest: number) =>
    `the harness was delayed by ${ms} ms, and was silent for ${longest} ms at most`;

  it.each<Case>([
    ['is too short for a gap', both(delayed(1200), ending(27)), []],
    ['is too long for no gap', both(delayed(1201), ending(27)), [silent(1201, 0)]],
    ['is a gap', { ...both(delayed(5200), ending(27)), ...plus(gap(3, 7)) }, []],
    [
      'is a gap of another process',
      { ...both(delayed(5200), ending(27)), ...plus(gap(3, 7, 'k6')) },
      [silent(5200, 0)],
    ],
    ['is longer than the gap', { ...both(delayed(5201), ending(27)), ...plus(gap(3, 7)) }, [silent(5201, 4000)]],
    [
      'may be of the time before the load',
      both(ending(27), given({ figures: { startSeconds: 4, harnessDelayMs: 5200 } })),
      [],
    ],
    ['may be of the time after the end of the watch', both(delayed(4000), ending(30)), []],
    [
      'may be of the time before a load of which nothing is known',
      both(ending(27), given({ figures: { harnessDelayMs: 9000 } })),
      [],
    ],
    ['may be of a run that has not ended', both(delayed(9000), given({ endedAt: null })), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(presenceComparison, changes)).toEqual(lines);
  });
});

type Shortage = Extract<RunEvent, { kind: 'machine' }>;

describe('what the machine lacked', () => {
  const lacking = (
    lacked: Shortage['lacked'],
    limit: number,
    worsts: readonly number[],
    more: Partial<Shortage> = {},
  ): Changes =>
    plus(
      ...worsts.map(
        (worst): RunEvent => ({
          ...moment(3),
          kind: 'machine',
          lacked,
          fromMs: 3000,
          toMs: 9000,
          worst,
          limit,
          ...more,
        }),
      ),
    );
  const short = (lacked: Shortage['lacked'], worst: number, limit: number, more: Partial<Shortage> = {}): Changes =>
    lacking(lacked, limit, [worst], more);
  const figures = (own: Record<string, number>): Changes => given({ figures: { startSeconds: 0, ...own } });
  const unnoted = (lacked: string, figure: number) => [
    `the journal says that the machine lacked ${lacked}, with ${figure}, and no event does`,
  ];

  it.each<Case>([
    [
      'is nothing, by figures within their limits',
      figures({
        machineSlowdown: 5,
        machineSteal: 0.3,
        machineMemoryStall: 0.2,
        machineHandles: 0.95,
        machineFreeDiskMb: 16,
      }),
      [],
    ],
    ['is CPU, by its figure', figures({ machineSlowdown: 5.7 }), unnoted('cpu', 5.7)],
    ['is CPU for other machines, by its figure', figures({ machineSteal: 0.31 }), unnoted('steal', 0.31)],
    ['is memory, by its figure', figures({ machineMemoryStall: 0.21 }), unnoted('memory', 0.21)],
    ['is file handles, by its figure', figures({ machineHandles: 0.96 }), unnoted('handles', 0.96)],
    ['is disk space, by its figure', figures({ machineFreeDiskMb: 0.5 }), unnoted('disk', 524_288)],
    ['is CPU, by its figure and an event', both(short('cpu', 5.7, 5), figures({ machineSlowdown: 5.7 })), []],
    [
      'is disk space, by its figure and an event',
      both(short('disk', 524_288, 16_777_216), figures({ machineFreeDiskMb: 0.5 })),
      [],
    ],
    [
      'was worse by an event',
      both(short('cpu', 9, 5), figures({ machineSlowdown: 5.7 })),
      ['worst cpu of the machine, in the journal and in the events: 5.7 and 9'],
    ],
    [
      'was worse by an event than disk space was by its figure',
      both(short('disk', 262_144, 16_777_216), figures({ machineFreeDiskMb: 0.5 })),
      ['worst disk of the machine, in the journal and in the events: 524288 and 262144'],
    ],
    [
      'is disk space, which has no figure',
      short('disk', 262_144, 16_777_216),
      ['worst disk of the machine, in the journal and in the events: undefined and 262144'],
    ],
    ['was worst in the second of three times', both(lacking('cpu', 5, [6, 9, 7]), figures({ machineSlowdown: 9 })), []],
    [
      'was worst in the second of three times for disk space',
      both(lacking('disk', 16_777_216, [524_288, 262_144, 393_216]), figures({ machineFreeDiskMb: 0.25 })),
      [],
    ],
    ['is not what a gap between signs of life says', plus(gap(6, 3)), []],
    [
      'was lacking while nobody counted signs of life',
      {
        ...figures({ machineSlowdown: 6 }),
        events: lacking('cpu', 5, [6]).events!.filter(({ kind }) => kind !== 'heartbeats'),
      },
      [],
    ],
    [
      'was lacking until a little after the end',
      both(short('cpu', 6, 5, { toMs: 37_000 }), figures({ machineSlowdown: 6 })),
      [],
    ],
    [
      'has no figure',
      short('cpu', 9, 5),
      ['worst cpu of the machine, in the journal and in the events: undefined and 9'],
    ],
    [
      'was within its limit',
      both(short('cpu', 4, 5), figures({ machineSlowdown: 4 })),
      ['the machine lacked cpu, with 4 against a limit of 5'],
    ],
    [
      'was within the limit of every run',
      both(short('cpu', 4, 3), figures({ machineSlowdown: 4 })),
      ['the machine lacked cpu, with 4 against a limit of 3'],
    ],
    [
      'was lacking after the end',
      both(short('cpu', 6, 5, { toMs: 38_000 }), figures({ machineSlowdown: 6 })),
      ['cpu from 3000 ms to 38000 ms: it ends after the signs of life were counted'],
    ],
    ['was lacking in a run that broke', both(figures({ machineSlowdown: 9 }), given({ status: 'broken' })), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(machineComparison, changes)).toEqual(lines);
  });
});
