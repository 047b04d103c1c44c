import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Absence,
  absencesIn,
  firedOnlySince,
  isMaterial,
  momentOf,
  splitByAbsence,
  touching,
  unlessAbsent,
} from '../../../../chaos/checkers/absence.ts';
import { invalid, unknown, valid } from '../../../../chaos/checkers/checker.ts';
import { judge } from '../../../../chaos/judge.ts';
import type { Fields, Journal, Lacked, RunEvent } from '../../../../chaos/schemas/index.ts';
import type { SagaState } from '../../../../chaos/system/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, type Changes, evidence, events, history, journal, reconcile, sagas, snapshot } from '../sound-run.ts';

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const plus = (...more: RunEvent[]) => [...events, ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);

/** Nothing came from the process between these real seconds of the run. */
const gap = (from: number, to: number, who = 'DynamoDB Local'): RunEvent => ({
  ...moment(from),
  kind: 'heartbeat-gap',
  who,
  fromMs: from * 1000,
  toMs: to * 1000,
});
const shortage = (from: number, to: number): RunEvent => ({
  ...moment(from),
  kind: 'machine',
  lacked: 'cpu',
  fromMs: from * 1000,
  toMs: to * 1000,
  worst: 6.4,
  limit: 5,
});

/** What the journal of a run with such a shortage says. */
const SLOW = { figures: { ...journal.figures, machineSlowdown: 6.4 } };

const find = (name: string, changes: Changes) => checkNamed(name, evidence(changes));

type Records = Readonly<Record<string, Fields | null>>;
const sagasWith = (correlationId: string, change: Records): SagaState[] =>
  sagas.map((state) => {
    if (state.correlationId !== correlationId) return state;
    const records = Object.entries({ ...state.records, ...change }).map(([name, fields]) => [
      name,
      fields === null ? null : { ...state.records[name], ...fields },
    ]);
    return { ...state, records: Object.fromEntries(records) as SagaState['records'] };
  });
const drainedWith = (correlationId: string, change: Records) =>
  snapshot('drained', 16, sagasWith(correlationId, change));

const STUCK = { drained: drainedWith('r1-hit-0', { loan: { state: 'OPEN' } }) };
const ODD_FEE = { drained: drainedWith('r1-hit-0', { fee: { cents: 7 } }) };
const OTHER_END = {
  drained: drainedWith('r1-base-0', {
    loan: { state: 'CANCELLED' },
    copy: { state: 'FREED' },
    fee: { status: 'WAIVED' },
  }),
};
const LOST = {
  drained: snapshot(
    'drained',
    16,
    sagas.filter(({ correlationId }) => correlationId !== 'r1-base-0'),
  ),
};
const LATE = { drained: drainedWith('r1-hit-0', { loan: { updatedAt: at(6 + 14) } }) };
const FIRED: RunEvent = { ...moment(9), kind: 'alarm', alarm: 'errors-fees', from: 'OK', to: 'ALARM', reason: '1' };
const failing = (probe: string): RunEvent => ({
  ...moment(45),
  kind: 'probe',
  when: 'after',
  probe,
  ok: false,
  message: 'no',
});
const IN_ALARM = failing('alarms');
const BROKEN = failing('http /products');
const expecting = (...outcomes: Journal['experiment']['expect']['outcomes']): Partial<Journal> => ({
  experiment: { ...journal.experiment, expect: { ...journal.experiment.expect, outcomes } },
});
const answered = (status: number) => ({
  journal: expecting({ scenario: 'base', status: [202] }),
  history: history.map((one) => (one.scenario === 'base' ? { ...one, status } : one)),
});
const slow = {
  load: { ...(journal.load ?? { exitCode: 0, droppedIterations: 0, scenarios: {} }), failedThresholds: ['p(95)<1'] },
};

describe('a machine that was short of CPU', () => {
  const base = history.filter(({ scenario }) => scenario === 'base');
  const requests = [...base, ...base, ...base, ...base];
  const failedWithin = (durationMs: number, count: number) => ({
    journal: answered(202).journal,
    history: requests.map((one, index) => (index < count ? { ...one, status: 502, durationMs } : one)),
    events: plus(shortage(1, 40)),
  });

  it.each([
    ['excuses requests that failed late', failedWithin(4000, requests.length), 'unknown'],
    ['excuses a few that failed at once', failedWithin(40, 1), 'unknown'],
    ['does not excuse that most failed at once', failedWithin(40, requests.length), 'invalid'],
  ])('%s', (_what, changes, result) => {
    expect(find('answers-as-expected', changes)?.result).toBe(result);
  });
});

describe('an absence of ten seconds', () => {
  it.each<[what: string, name: string, changes: Changes & { more?: RunEvent[] }, result: string]>([
    ['a saga that is unfinished after the drain', 'sagas-at-rest', STUCK, 'unknown'],
    [
      'a saga that is unfinished at the end',
      'explained',
      { end: snapshot('end', 25, sagasWith('r1-hit-0', { loan: { state: 'OPEN' } })) },
      'unknown',
    ],
    ['an accepted request whose saga is not stored', 'sagas-at-rest', LOST, 'invalid'],
    ['another end than was predicted', 'outcome-as-predicted', OTHER_END, 'unknown'],
    ['a rollback that never ended', 'rollbacks-within-budget', STUCK, 'unknown'],
    ['a rollback that took too long', 'rollbacks-within-budget', LATE, 'unknown'],
    ['a request without an answer', 'answers-as-expected', answered(0), 'unknown'],
    ['a request that failed with 503', 'answers-as-expected', answered(503), 'unknown'],
    ['a request that was refused', 'answers-as-expected', answered(409), 'invalid'],
    ['slow answers', 'service-level', { journal: slow }, 'unknown'],
    ['an alarm that nobody expects', 'alarms-as-predicted', { more: [FIRED] }, 'unknown'],
    ['an alarm that is in ALARM long afterwards', 'steady-state', { more: [FIRED, IN_ALARM] }, 'unknown'],
    ['a page that fails long afterwards', 'steady-state', { more: [FIRED, BROKEN] }, 'invalid'],
    [
      'an alarm that the system lacks',
      'alarms-as-predicted',
      { journal: { alarms: ['gone', 'errors-fees'] } },
      'invalid',
    ],
    ['a record with other contents', 'explained', ODD_FEE, 'unknown'],
    ['an accepted request of which nothing is stored', 'explained', LOST, 'invalid'],
    [
      'drift that an inconclusive reconcile run left',
      'explained',
      {
        reconciles: [{ ...reconcile, outcome: 'inconclusive', differences: [] }],
        end: snapshot('end', 25, sagas, { 'desk.titles': { emma: { name: 'Ema', updatedAt: at(21) } } }),
        more: [gap(17, 27)],
      },
      'unknown',
    ],
    [
      'a difference that an earlier reconcile run found',
      'reconciliation',
      { reconciles: [reconcile, { ...reconcile, runId: 'early', startedAt: at(14), endedAt: at(15) }] },
      'unknown',
    ],
    [
      'a difference that nobody seeded, although the reconcile run was not disturbed',
      'reconciliation',
      { reconciles: [{ ...reconcile, differences: [] }] },
      'invalid',
    ],
    [
      'a reconcile run that was inconclusive',
      'reconciliation',
      {
        reconciles: [{ ...reconcile, outcome: 'inconclusive', differences: [] }],
        more: [gap(17, 27)],
      },
      'unknown',
    ],
  ])('makes of %s in %s: %4$s', (_what, name, { more = [], ...changes }, result) => {
    const own = plus(...more).map((event) =>
      event.kind === 'reconcile.ended' && changes.reconciles !== undefined
        ? { ...event, outcome: changes.reconciles[0]?.outcome ?? event.outcome }
        : event,
    );
    const without = find(name, { ...changes, events: own.filter(({ kind }) => kind !== 'heartbeat-gap') });
    expect(without?.result).toBe('invalid');
    const sorted = [...own, gap(2, 12)].sort((one, other) => one.elapsedMs - other.elapsedMs);
    expect(find(name, { ...changes, events: sorted })?.result).toBe(result);
  });

  it('makes a run INVALID that is sound otherwise, and names the process and the time', () => {
    const judged = judge(evidence({ events: plus(gap(2, 12.2)) }));
    expect(judged.verdict).toBe('INVALID');
    expect(judged.checks.find(({ name }) => name === 'harness-present')?.evidence).toEqual([
      'DynamoDB Local gave no sign of life from 2.0 s to 12.2 s',
    ]);
  });

  it('explains no alarm that fired before it began', () => {
    expect(find('alarms-as-predicted', { events: plus(FIRED, gap(10, 20)) })?.result).toBe('invalid');
  });

  it('explains no alarm that is still in ALARM and fired before it began', () => {
    expect(find('steady-state', { events: plus(FIRED, IN_ALARM, gap(10, 20)) })?.result).toBe('invalid');
  });

  it('explains no record of a saga that had ended before it began', () => {
    const odd = { drained: drainedWith('r1-base-0', { fee: { cents: 7 } }) };
    expect(find('explained', { ...odd, events: plus(gap(5, 15)) })?.result).toBe('invalid');
  });

  it('explains what the stores hold at the end if the reconciler did not get its work done', () => {
    const end = snapshot('end', 25, sagasWith('r1-base-0', { fee: { cents: 7 } }));
    const began = plus(gap(17, 23)).map((event) =>
      event.kind === 'reconcile.ended' ? { ...event, outcome: 'inconclusive' as const } : event,
    );
    expect(find('explained', { end, events: began })?.result).toBe('unknown');
    expect(find('explained', { end, events: plus(gap(17, 23)) })?.result).toBe('invalid');
  });

  it('explains no end that a saga had reached before it began', () => {
    expect(find('outcome-as-predicted', { ...OTHER_END, events: plus(gap(5, 15)) })?.result).toBe('invalid');
  });
});

describe('a machine that lacks CPU', () => {
  it('leaves a sound run PASS, and is mentioned', () => {
    const judged = judge(evidence({ events: plus(shortage(3, 20)), journal: SLOW }));
    expect(judged.verdict).toBe('PASS');
    expect(judged.checks.find(({ name }) => name === 'harness-present')?.summary).toContain(
      'The machine was short of CPU or memory once.',
    );
  });

  it('makes a violation unknown that it can have caused, and says how much longer work took', () => {
    expect(find('rollbacks-within-budget', { ...LATE, events: plus(shortage(3, 20)) })).toMatchObject({
      result: 'unknown',
      evidence: expect.arrayContaining([
        'the machine lacked CPU: work took up to 6.4 times as long as on an idle one, from 3.0 s to 20.0 s',
      ]),
    });
  });
});

describe('a short absence', () => {
  it('of CPU leaves a sound run PASS: its own bursts of work can cause it', () => {
    expect(judge(evidence({ events: plus(shortage(3, 12)), journal: SLOW })).verdict).toBe('PASS');
  });

  it('leaves a sound run PASS', () => {
    expect(judge(evidence({ events: plus(gap(6, 8, 'the local AWS')) })).verdict).toBe('PASS');
  });

  it('explains an overrun of a time budget, but no unfinished saga', () => {
    const changes = { events: plus(gap(6, 8)) };
    expect(find('rollbacks-within-budget', { ...LATE, ...changes })?.result).toBe('unknown');
    expect(find('sagas-at-rest', { ...STUCK, ...changes })?.result).toBe('invalid');
  });
});

describe('a run that recorded no signs of life', () => {
  it('is undecided: silence is no agreement', () => {
    const silent = events.filter(({ kind }) => kind !== 'heartbeats');
    expect(judge(evidence({ events: silent }))).toMatchObject({ verdict: 'INVALID' });
  });

  it('is undecided if one of its processes gave none', () => {
    const deaf = events.map((event) =>
      event.kind === 'heartbeats' ? { ...event, watched: [{ who: 'k6', beats: 0 }] } : event,
    );
    expect(find('harness-present', { events: deaf })?.evidence).toEqual(['k6 gave no sign of life at all']);
  });
});

const stretch = fc
  .tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 30_000 }))
  .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));
const absence = stretch.map((one) => ({ ...one, text: 'it was away', materialMs: 3000, isTotal: true }));

describe('absences', () => {
  it('never make a valid check unknown, and never an invalid one valid', () => {
    fc.assert(
      fc.property(fc.array(absence), fc.option(fc.nat({ max: 100_000 }), { nil: undefined }), (absences, overrun) => {
        expect(['invalid', 'unknown']).toContain(unlessAbsent(invalid('It is late.', []), absences, overrun).result);
      }),
    );
  });

  it('explain no overrun without any, and every overrun that is shorter than they are', () => {
    fc.assert(
      fc.property(absence, (one) => {
        const length = one.toMs - one.fromMs;
        expect(unlessAbsent(invalid('It is late.', []), [], length).result).toBe('invalid');
        expect(unlessAbsent(invalid('It is late.', []), [one], length).result).toBe('unknown');
        expect(unlessAbsent(invalid('It is late.', []), [one], length * 3 + 1).result).toBe('invalid');
      }),
    );
  });

  it('count the time in which two processes were absent once', () => {
    const both = absencesIn([gap(2, 4), gap(2, 4, 'PostgreSQL')]);
    expect(unlessAbsent(invalid('It is late.', []), both, 6000).result).toBe('unknown');
    expect(unlessAbsent(invalid('It is late.', []), both, 6001).result).toBe('invalid');
  });

  it('touch what they overlap, and what comes while the system catches up', () => {
    fc.assert(
      fc.property(absence, stretch, (one, other) => {
        const reach = one.toMs + (one.toMs - one.fromMs) + 5000;
        expect(touching([one], other).length === 1).toBe(one.fromMs <= other.toMs && reach >= other.fromMs);
      }),
    );
  });

  it('split violations without losing one', () => {
    fc.assert(
      fc.property(fc.array(stretch), fc.array(absence), (violations, absences) => {
        const { proven, excused } = splitByAbsence(violations, absences);
        expect(proven.length + excused.length).toBe(violations.length);
        if (absences.every(({ fromMs, toMs }) => toMs - fromMs < 3000)) expect(excused).toEqual([]);
      }),
    );
  });
});

describe('the absences of a run', () => {
  const lacking = (lacked: Lacked, worst: number): RunEvent => ({
    ...moment(2),
    kind: 'machine',
    lacked,
    fromMs: 2000,
    toMs: 12_040,
    worst,
    limit: 1,
  });

  it.each<
    [what: string, event: RunEvent, text: string, materialMs: number, isTotal: boolean, slowdown: number | undefined]
  >([
    ['a silent process', gap(2, 12.04), 'DynamoDB Local gave no sign of life', 3000, true, undefined],
    [
      'a lack of CPU',
      lacking('cpu', 6.44),
      'the machine lacked CPU: work took up to 6.4 times as long as on an idle one,',
      10_000,
      false,
      6.44,
    ],
    [
      'CPU that the hypervisor took',
      lacking('steal', 0.2),
      'the hypervisor gave up to 20 % of the CPU to other machines,',
      10_000,
      false,
      1.25,
    ],
    [
      'a lack of memory',
      lacking('memory', 0.5),
      'the machine lacked memory: work waited for it up to 50 % of the time,',
      10_000,
      false,
      2,
    ],
    ['a full disk', lacking('disk', 7 * 1024 * 1024), 'the disk was full, with 7 MB left,', 0, true, undefined],
    [
      'a lack of file handles',
      lacking('handles', 0.99),
      'the harness lacked file handles, with 99 % of them open,',
      0,
      true,
      undefined,
    ],
  ])('have %s', (_what, event, text, materialMs, isTotal, slowdown) => {
    const times = { fromMs: 2000, toMs: 12_040 };
    expect(absencesIn([event])).toEqual([
      { ...times, materialMs, isTotal, slowdown, text: `${text} from 2.0 s to 12.0 s` },
    ]);
  });

  it('are in the order in which they began, and are no other events', () => {
    const noted: RunEvent[] = [gap(8, 9, 'c'), ...events, gap(2, 12, 'a'), gap(5, 6, 'b')];
    expect(absencesIn(noted).map(({ fromMs }) => fromMs)).toEqual([2000, 5000, 8000]);
  });

  it('are material from a length that depends on what was absent', () => {
    const [silent, short, full] = [
      absencesIn([gap(1, 2)]),
      absencesIn([shortage(1, 2)]),
      absencesIn([lacking('disk', 1)]),
    ];
    const isMaterialFor = ([one]: Absence[], ms: number) => isMaterial({ ...one!, toMs: one!.fromMs + ms });
    expect([isMaterialFor(silent, 2999), isMaterialFor(silent, 3000)]).toEqual([false, true]);
    expect([isMaterialFor(short, 9999), isMaterialFor(short, 10_000)]).toEqual([false, true]);
    expect(isMaterialFor(full, 0)).toBe(true);
  });

  it.each<[touches: boolean, from: number, to: number]>([
    [false, 0, 9.999],
    [true, 0, 10],
    [true, 11, 11],
    [true, 5, 30],
    [true, 19, 25],
    [false, 19.001, 25],
  ])('touch, if one is from 10 s to 12 s: %s, what is from %d s to %d s', (touches, from, to) => {
    const one = absencesIn([gap(10, 12)]);
    expect(touching(one, { fromMs: from * 1000, toMs: to * 1000 })).toEqual(touches ? one : []);
  });

  it.each<[isSo: boolean, what: string, firings: readonly RunEvent[], absences: readonly RunEvent[]]>([
    [true, 'fired as the first of two absences began', [alarmAt(9)], [gap(20, 30), gap(9, 10)]],
    [false, 'fired a little before', [alarmAt(8.999)], [gap(20, 30), gap(9, 10)]],
    [false, 'fired before, and again after', [alarmAt(2), alarmAt(22)], [gap(20, 30)]],
    [true, 'fired twice after', [alarmAt(22), alarmAt(40)], [gap(20, 30)]],
    [false, 'never fired', [], [gap(20, 30)]],
    [false, 'only went back to OK', [alarmAt(22, { from: 'ALARM', to: 'OK' })], [gap(20, 30)]],
    [true, 'went back to OK before, and fired after', [alarmAt(1, { to: 'OK' }), alarmAt(22)], [gap(20, 30)]],
    [true, 'fired after, and another alarm before', [alarmAt(1, { alarm: 'other' }), alarmAt(22)], [gap(20, 30)]],
    [false, 'fired in a run without an absence', [alarmAt(22)], []],
  ])('are followed by all firings of an alarm: %s, if it %s', (isSo, _what, firings, absences) => {
    expect(firedOnlySince('errors-fees', firings, absencesIn(absences))).toBe(isSo);
  });

  /** The alarm's change of state at this real second. */
  function alarmAt(seconds: number, change: Partial<Extract<RunEvent, { kind: 'alarm' }>> = {}): RunEvent {
    return { ...moment(seconds), kind: 'alarm', alarm: 'errors-fees', from: 'OK', to: 'ALARM', reason: '1', ...change };
  }
});

describe('a moment of the run', () => {
  it('is the real time since its start of a simulated time, or none', () => {
    expect(momentOf(at(7), journal)).toBe(7000);
    expect(momentOf(at(-1), journal)).toBe(-1000);
    expect(momentOf(at(7), { ...journal, speed: 40 })).toBe(3500);
    expect(momentOf('', journal)).toBeNaN();
  });
});

describe('the answer that absences explain', () => {
  const silent = absencesIn([gap(2, 12), gap(20, 30, 'k6'), gap(40, 50, 'PostgreSQL')]);
  const brief = absencesIn([gap(2, 4)]);
  const late = {
    ...invalid('It is late.', ['one', 'two']),
    measured: [{ name: 'late', unit: 's', value: 9, budget: 1 }],
  };

  it('names the first absence, shows two, and keeps the rest of the answer', () => {
    expect(unlessAbsent(late, silent, undefined)).toEqual({
      ...late,
      result: 'unknown',
      summary: 'This proves nothing, because DynamoDB Local gave no sign of life from 2.0 s to 12.0 s: It is late.',
      evidence: [
        'DynamoDB Local gave no sign of life from 2.0 s to 12.0 s',
        'k6 gave no sign of life from 20.0 s to 30.0 s',
        'one',
        'two',
      ],
    });
  });

  it('stands as it is if it is no violation, or if nothing explains it', () => {
    for (const answer of [valid('It is in time.'), unknown('Nothing is known.')]) {
      expect(unlessAbsent(answer, silent, undefined)).toBe(answer);
      expect(unlessAbsent(answer, silent, 1)).toBe(answer);
    }
    expect(unlessAbsent(late, [], undefined)).toBe(late);
    expect(unlessAbsent(late, [], 0)).toBe(late);
    expect(unlessAbsent(late, brief, undefined)).toBe(late);
  });

  it('is explained by brief absences if it is about an overrun, and by a material one if it is not', () => {
    expect(unlessAbsent(late, brief, 1).result).toBe('unknown');
    const found = unlessAbsent(late, [...brief, ...silent.slice(1)], undefined);
    expect(found.summary).toContain('because k6 gave no sign of life');
  });

  it.each<[what: string, gaps: readonly (readonly [from: number, to: number])[], coveredMs: number]>([
    ['are one', [[2, 4]], 2000],
    [
      'come one after the other',
      [
        [2, 4],
        [6, 9],
      ],
      5000,
    ],
    [
      'meet',
      [
        [2, 4],
        [4, 6],
      ],
      4000,
    ],
    [
      'overlap',
      [
        [2, 5],
        [4, 6],
      ],
      4000,
    ],
    [
      'are within another',
      [
        [2, 9],
        [3, 4],
        [8, 10],
      ],
      8000,
    ],
  ])('is explained up to three times the time that absences cover, which %s', (_what, gaps, coveredMs) => {
    const absences = absencesIn(gaps.map(([from, to]) => gap(from, to)));
    expect(unlessAbsent(late, absences, coveredMs * 3).result).toBe('unknown');
    expect(unlessAbsent(late, absences, coveredMs * 3 + 1).result).toBe('invalid');
  });

  it('is split by the violations that a material absence touches', () => {
    const [before, during, after] = [3, 12, 40].map((seconds) => ({
      fromMs: seconds * 1000,
      toMs: seconds * 1000 + 500,
    }));
    const violations = [before!, during!, after!];
    expect(splitByAbsence(violations, absencesIn([gap(10, 14)]))).toEqual({
      proven: [before, after],
      excused: [during],
    });
    expect(splitByAbsence(violations, absencesIn([gap(10, 12)]))).toEqual({ proven: violations, excused: [] });
  });
});
