/** What a run says of snapshots, of the records in them, and of unfinished sagas in several places. */
import { describe, expect, it } from '@jest/globals';
import { backlogComparison } from '../../../../../chaos/checkers/agreement/backlog.ts';
import { loggedSagasComparison } from '../../../../../chaos/checkers/agreement/logged-sagas.ts';
import { driftWritesComparison, loadWritesComparison } from '../../../../../chaos/checkers/agreement/record-writes.ts';
import {
  driftedTimeComparison,
  snapshotEventsComparison,
  snapshotTimesComparison,
  snapshotViewsComparison,
} from '../../../../../chaos/checkers/agreement/snapshots.ts';
import type { Fields, RunEvent, SnapshotName, StoredRecord } from '../../../../../chaos/schemas/index.ts';
import type { JudgedSnapshot, SagaState, SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { at, type Changes, drifted, history, journal, sagas, snapshot } from '../../sound-run.ts';
import { both, type Case, contradictions, experimented, given, instead, moment, plus, without } from './compared.ts';

const taken = (name: SnapshotName, seconds: number, from = seconds): RunEvent => ({
  ...moment(seconds),
  kind: 'snapshot',
  name,
  from: at(from),
});
const ALL = [taken('before', 0), taken('drained', 16), taken('drifted', 18), taken('end', 25)] as const;
const [BEFORE, DRAINED, DRIFTED, END] = ALL;

describe('the events of snapshots', () => {
  const kept = (...names: SnapshotName[]) =>
    given({ counts: Object.fromEntries(names.map((name) => [`state/${name}/snapshot.json`, 6])) });

  it.each<Case>([
    ['are sound', {}, []],
    ['lack one', instead(BEFORE, DRAINED, END), ['no event shows when the snapshot drifted was taken']],
    ['have one twice', plus(END), ['the snapshot end was taken more than once']],
    [
      'have one that the journal lacks',
      kept('before', 'drained', 'end'),
      ['the journal counts no file of the snapshot drifted'],
    ],
    [
      'come in another order',
      instead(BEFORE, DRAINED, taken('end', 17), taken('drifted', 18)),
      ['the snapshots were taken in the order before, drained, end, drifted'],
    ],
    ['begin as the load begins', instead(taken('before', 1), DRAINED, DRIFTED, END), []],
    [
      'begin later',
      instead(taken('before', 1.1), DRAINED, DRIFTED, END),
      ['the snapshot before was taken after the load had begun'],
    ],
    ['go on as the load has drained', instead(BEFORE, taken('drained', 15), DRIFTED, END), []],
    [
      'go on earlier',
      instead(BEFORE, taken('drained', 14.9), DRIFTED, END),
      ['the snapshot drained was taken before the load had drained'],
    ],
    [
      'go on earlier in a run that was stopped',
      both(instead(BEFORE, taken('drained', 14.9), DRIFTED, END), given({ status: 'stopped' })),
      [],
    ],
    [
      'are of a run without phases',
      { events: [taken('before', 3), taken('drained', 4), taken('drifted', 5), taken('end', 6)] },
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(snapshotEventsComparison, changes)).toEqual(lines);
  });
});

describe('the times of snapshots', () => {
  const mistimed = (name: string, noted: number | 'none', is: number) =>
    `time of ${name}, in its event and in its file: ${noted === 'none' ? noted : at(noted)} and ${at(is)}`;
  const unnoted: RunEvent = { ...moment(25), kind: 'snapshot', name: 'end' };

  it.each<Case>([
    ['are sound', {}, []],
    ['differ', instead(BEFORE, DRAINED, DRIFTED, taken('end', 25, 24)), [mistimed('end', 24, 25)]],
    ['are not in the event', instead(BEFORE, DRAINED, DRIFTED, unnoted), [mistimed('end', 'none', 25)]],
    [
      'are after the event',
      both(instead(BEFORE, DRAINED, DRIFTED, taken('end', 25, 26)), { end: snapshot('end', 26) }),
      [`end was begun at ${at(26)}, after it was noted at ${at(25)}`],
    ],
    [
      'are those at which the one before was noted',
      both(instead(BEFORE, DRAINED, DRIFTED, taken('end', 25, 18)), { end: snapshot('end', 18) }),
      [],
    ],
    [
      'are earlier',
      both(instead(BEFORE, DRAINED, DRIFTED, taken('end', 25, 17)), { end: snapshot('end', 17) }),
      [`end was begun at ${at(17)}, before the one before it was noted`],
    ],
    ['of the drifted stores are compared elsewhere', instead(BEFORE, DRAINED, taken('drifted', 18, 17), END), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(snapshotTimesComparison, changes)).toEqual(lines);
  });

  it('of the drifted stores are compared if there are any', () => {
    const changes = instead(BEFORE, DRAINED, taken('drifted', 18, 17), END);
    expect(contradictions(driftedTimeComparison, changes)).toEqual([mistimed('drifted', 17, 18)]);
    expect(contradictions(driftedTimeComparison, {})).toEqual([]);
    expect(contradictions(driftedTimeComparison, { missing: { drifted: 'missing' } })).toBeUndefined();
  });
});

describe('the views of snapshots', () => {
  const more = (one: JudgedSnapshot) => ({ ...one, views: new Map([...one.views, ['other', new Map()]]) });
  const turned = (one: JudgedSnapshot) => ({ ...one, views: new Map([...one.views].reverse()) });
  const line = (name: string) => `the snapshot ${name} has other views than the one before the load`;

  it.each<Case>([
    ['are the same', {}, []],
    [
      'are the same in another order',
      { before: turned(snapshot('before', 0, [])), end: turned(snapshot('end', 25)) },
      [],
    ],
    ['are more at the end', { end: more(snapshot('end', 25)) }, [line('end')]],
    [
      'are more after the drain and the drift',
      { drained: more(snapshot('drained', 16)), drifted: more(drifted()) },
      [line('drained'), line('drifted')],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(snapshotViewsComparison, changes)).toEqual(lines);
  });
});

type Written = Pick<StoredRecord, 'version' | 'touchedAt'>;
/** A snapshot whose view holds this record, with its version and its time. */
function holding(one: JudgedSnapshot, view: string, key: string, record: Written | undefined, fields: Fields = {}) {
  const records = record === undefined ? [] : [[key, { key, fields, ...record }] as const];
  return { ...one, views: new Map([...one.views, [view, new Map(records)]]) };
}

describe('the writes of a record', () => {
  const [T1, T2] = [at(2), at(3)];
  const during = (was: Written | undefined, is: Written | undefined, fields: Fields = {}): Changes => ({
    before: holding(snapshot('before', 0, []), 'desk.titles', 'emma', was),
    drained: holding(snapshot('drained', 16), 'desk.titles', 'emma', is, fields),
  });

  it.each<[what: string, was: Written | undefined, is: Written | undefined, fields: Fields, line: string | undefined]>([
    ['have no versions', {}, {}, { name: 'x' }, undefined],
    ['have the same version', { version: '3', touchedAt: T1 }, { version: '3', touchedAt: T1 }, {}, undefined],
    [
      'have a higher version',
      { version: '9', touchedAt: T1 },
      { version: '10', touchedAt: T2 },
      { name: 'x' },
      undefined,
    ],
    [
      'have a lower version',
      { version: '10', touchedAt: T1 },
      { version: '9', touchedAt: T2 },
      {},
      'has version 9, and had 10 before',
    ],
    ['have the first version', {}, { version: '1' }, {}, undefined],
    [
      'have the first version, at the same time',
      { touchedAt: T1 },
      { version: '1', touchedAt: T1 },
      {},
      'has version 1 and had none, but was not written in between',
    ],
    ['lost their version', { version: '3' }, {}, {}, 'has lost its version 3'],
    [
      'have another version at the same time',
      { version: '3', touchedAt: T1 },
      { version: '4', touchedAt: T1 },
      {},
      'has version 4 and had 3, but was not written in between',
    ],
    [
      'have other contents at the same time',
      { version: '3', touchedAt: T1 },
      { version: '3', touchedAt: T1 },
      { name: 'x' },
      'has other contents, but was not written in between',
    ],
    [
      'have other contents at the same time, without a version',
      { touchedAt: T1 },
      { touchedAt: T1 },
      { name: 'x' },
      undefined,
    ],
    [
      'have other contents with the same version, at another time',
      { version: '3', touchedAt: T1 },
      { version: '3', touchedAt: T2 },
      { name: 'x' },
      undefined,
    ],
    ['are gone', { version: '3', touchedAt: T1 }, undefined, {}, undefined],
    ['are new', undefined, { version: '3', touchedAt: T1 }, {}, undefined],
  ])('%s', (_what, was, is, fields, line) => {
    const lines = line === undefined ? [] : [`desk.titles emma ${line}`];
    expect(contradictions(loadWritesComparison, during(was, is, fields))).toEqual(lines);
  });

  it('in a view that is gone, or the very same, are not compared', () => {
    const wrong = holding(snapshot('before', 0, []), 'desk.titles', 'emma', { version: '9' });
    const gone = new Map([...snapshot('drained', 16).views].filter(([view]) => view !== 'desk.titles'));
    expect(
      contradictions(loadWritesComparison, { before: wrong, drained: { ...snapshot('drained', 16), views: gone } }),
    ).toEqual([]);
  });

  it('after the drain are compared twice, but for records that drift has written', () => {
    const version = (one: JudgedSnapshot, number: string, view = 'shelf.titles') =>
      holding(one, view, 'emma', { version: number });
    const run = (numbers: readonly [string, string, string], view?: string): Changes => ({
      drained: version(snapshot('drained', 16), numbers[0], view),
      drifted: version(drifted(), numbers[1], view),
      end: version(snapshot('end', 25), numbers[2], view),
    });
    expect(contradictions(driftWritesComparison, run(['1', '2', '3']))).toEqual([]);
    expect(contradictions(driftWritesComparison, run(['2', '1', '3']))).toEqual([
      'shelf.titles emma has version 1, and had 2 before',
    ]);
    expect(contradictions(driftWritesComparison, run(['1', '2', '1']))).toEqual([
      'shelf.titles emma has version 1, and had 2 before',
    ]);
    expect(contradictions(driftWritesComparison, run(['2', '1', '0'], 'desk.titles'))).toEqual([]);
    expect(
      contradictions(driftWritesComparison, {
        ...run(['2', '1', '0'], 'desk.titles'),
        events: without('drift.seeded'),
      }),
    ).toHaveLength(2);
  });
});

describe('a saga that the load did not start', () => {
  const OTHER = 'r0-base-0';
  const [base] = sagas as [SagaState, SagaState, SagaState];
  const state = { ...base, correlationId: OTHER };
  const fields = base.records['loan'] ?? {};
  const lateBy = (seconds: number) => ({ touchedAt: at(seconds) });
  const run = (view: string, record: Written | undefined, before?: Written, more: Changes = {}): Changes => ({
    before: holding(snapshot('before', 0, []), view, OTHER, before, fields),
    drained: holding(snapshot('drained', 16, [...sagas, state]), view, OTHER, record, fields),
    ...more,
  });
  const line = `desk.loans ${OTHER} was last written at ${at(-10.1)}, and the snapshot before the load lacks it`;
  const lacking = (name: 'before' | 'drained'): Changes => {
    const changes = run('desk.loans', lateBy(-10.1), undefined);
    const views = new Map(changes[name]!.views);
    views.delete('desk.loans');
    return { ...changes, [name]: { ...changes[name], views } };
  };
  const plain: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };

  it.each<Case>([
    ['was written long before the snapshot that lacks it', run('desk.loans', lateBy(-10.1), undefined), [line]],
    ['was written shortly before', run('desk.loans', lateBy(-10), undefined), []],
    [
      'was written shortly before by a delayed harness',
      run('desk.loans', lateBy(-10.1), undefined, given({ figures: { harnessDelayMs: 100 } })),
      [],
    ],
    ['was written long before, and the snapshot has it', run('desk.loans', lateBy(-10.1), lateBy(-10.1)), []],
    ['was written long before, and the snapshot lacks its view', lacking('before'), [line]],
    ['is in a view that the snapshot after the drain lacks', lacking('drained'), []],
    ['has no time', run('desk.loans', {}, undefined), []],
    ['stands where its key is not its id', run('shelf.holds', lateBy(-10.1), undefined), []],
    [
      'was sent',
      run('desk.loans', lateBy(-10.1), undefined, { history: [...history, { ...history[0]!, correlationId: OTHER }] }),
      [],
    ],
    ['is of a system without sagas', run('desk.loans', lateBy(-10.1), undefined, { system: plain }), []],
    ['is of a run without a definition', run('desk.loans', lateBy(-10.1), undefined, { system: null }), []],
    ['has no record of its own', run('desk.loans', undefined, undefined), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(loadWritesComparison, changes)).toEqual(lines);
  });
});

describe('sagas that were logged', () => {
  const unsent = (...ids: string[]): Changes => ({ unsent: ids });
  const [base] = sagas as [SagaState, SagaState, SagaState];
  const own = { ...base, correlationId: 'own-1' };

  it.each<Case>([
    ['were all sent', {}, []],
    ['were neither sent nor stored', unsent('own-1'), ['own-1 was logged, but neither sent nor stored']],
    ['are stored at the end', { ...unsent('own-1'), end: snapshot('end', 25, [...sagas, own]) }, []],
    ['were stored before', { ...unsent('own-1'), before: snapshot('before', 0, [own]) }, []],
    ['may have been sent by a load that was stopped', { ...unsent('own-1'), journal: { status: 'stopped' } }, []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(loggedSagasComparison, changes)).toEqual(lines);
  });
});

describe('the counts of unfinished sagas', () => {
  const counted = (seconds: number, unfinished: number): RunEvent => ({
    ...moment(seconds),
    kind: 'backlog',
    unfinished,
  });
  const withLoan = (change: Fields, id = 'r1-hit-0') =>
    sagas.map((state) =>
      state.correlationId === id
        ? { ...state, records: { ...state.records, loan: { ...state.records['loan'], ...change } } }
        : state,
    );
  const open = (count: number) => ['r1-base-0', 'r1-hit-0', 'r1-dear-0'].slice(0, count);
  const unfinished = (name: SnapshotName, seconds: number, count: number) =>
    snapshot(
      name,
      seconds,
      sagas.map((state) =>
        open(count).includes(state.correlationId)
          ? { ...state, records: { ...state.records, loan: { ...state.records['loan'], state: 'OPEN' } } }
          : state,
      ),
    );
  const foreign = {
    ...sagas[0]!,
    correlationId: 'r9-x-0',
    records: { loan: { state: 'OPEN' }, copy: null, fee: null },
  };
  const ownerless = { ...sagas[0]!, correlationId: 'r1-x-0', records: { loan: null, copy: null, fee: null } };
  const rest: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };
  const plain: Changes = { system: rest };
  const failed = (status: number): Changes => ({
    history: history.map((one, index) => (index === 0 ? { ...one, status } : one)),
  });

  it.each<Case>([
    ['are sound', {}, []],
    ['are 0 on a system without sagas', { ...plain, ...instead(counted(11, 0)) }, []],
    [
      'are more on a system without sagas',
      { ...plain, ...instead(counted(11, 0), counted(12, 1)) },
      ['the system has no sagas'],
    ],
    [
      'are fewer before the drained snapshot than it has',
      { drained: unfinished('drained', 16, 1) },
      ['0 sagas were unfinished before the snapshot drained, which has 1'],
    ],
    ['are as many as it has', both(instead(counted(11, 1)), { drained: unfinished('drained', 16, 1) }), []],
    [
      'are fewer, of which the last one counts',
      both(instead(counted(11, 3), counted(12, 1)), { drained: unfinished('drained', 16, 2) }),
      ['1 sagas were unfinished before the snapshot drained, which has 2'],
    ],
    ['are fewer after the snapshot', both(instead(counted(16.1, 0)), { drained: unfinished('drained', 16, 1) }), []],
    [
      'are fewer at the moment of the snapshot',
      both(instead(counted(16, 0)), { drained: unfinished('drained', 16, 1) }),
      ['0 sagas were unfinished before the snapshot drained, which has 1'],
    ],
    ['are fewer by a request without an answer', { ...failed(0), drained: unfinished('drained', 16, 1) }, []],
    ['are fewer by a request that failed', { ...failed(500), drained: unfinished('drained', 16, 1) }, []],
    [
      'are fewer, and a request was refused',
      { ...failed(499), drained: unfinished('drained', 16, 1) },
      ['0 sagas were unfinished before the snapshot drained, which has 1'],
    ],
    [
      'are fewer, but for the sagas of other runs and those without an owner',
      { drained: snapshot('drained', 16, [...sagas, foreign, ownerless]) },
      [],
    ],
    [
      'are more after the end than the snapshot has',
      plus(counted(25.1, 1)),
      ['1 sagas were unfinished after the snapshot end, which has 0'],
    ],
    ['are as many after the end', both(plus(counted(25.1, 1)), { end: unfinished('end', 25, 1) }), []],
    ['are more at the moment of the end', plus(counted(25, 1)), []],
    ['are more, and there is no event of the end', { events: [...without('snapshot'), counted(25.1, 1)] }, []],
    ['are as many as requests were sent, and drift seeded', instead(counted(10, 4)), []],
    ['are more', instead(counted(18, 5)), [`5 sagas were unfinished at ${at(18)}, when 3 requests were sent`]],
    [
      'are more by drift of more sagas',
      both(
        instead(counted(18, 5)),
        experimented({ drift: journal.experiment.drift.map((one) => ({ ...one, count: 2 })) }),
      ),
      [],
    ],
    [
      'are more than were sent a moment later',
      instead(counted(0, 5)),
      [`5 sagas were unfinished at ${at(0)}, when 3 requests were sent`],
    ],
    [
      'are more than were sent',
      { ...instead(counted(0, 2)), history: history.map((one) => ({ ...one, elapsedMs: one.elapsedMs + 10_000 })) },
      [`2 sagas were unfinished at ${at(0)}, when 0 requests were sent`],
    ],
    [
      'are as many as were sent just then',
      { ...instead(counted(2, 2)), history: history.map((one) => ({ ...one, elapsedMs: one.elapsedMs + 10_000 })) },
      [],
    ],
    [
      'are as many as were sent a delay later',
      both(
        { ...instead(counted(1, 2)), history: history.map((one) => ({ ...one, elapsedMs: one.elapsedMs + 10_000 })) },
        given({ figures: { harnessDelayMs: 1000 } }),
      ),
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(backlogComparison, changes)).toEqual(lines);
  });

  /** A saga accepted in second 6, changed in second 40: 15 seconds after its acceptance, each count must have it. */
  it.each<[what: string, seconds: number, count: number, found: number]>([
    ['while it may still be read', 20.9, 0, 0],
    ['from then on', 21, 0, 1],
    ['while the count has it', 21, 1, 0],
    ['until it changed', 39.9, 0, 1],
    ['as it changed', 40, 0, 0],
  ])('have a saga that took long, %s', (_what, seconds, count, found) => {
    const changes = {
      ...instead(counted(seconds, count)),
      drained: snapshot('drained', 50, withLoan({ updatedAt: at(40) })),
    };
    const lines =
      found === 0 ? [] : [`${count} sagas were unfinished at ${at(seconds)}, and by their records ${found}`];
    expect(contradictions(backlogComparison, changes)).toEqual(lines);
  });

  it('need not have a long saga of another run, or one that a delay of the harness may hide', () => {
    const [, hit] = withLoan({ updatedAt: at(40) }) as [SagaState, SagaState, SagaState];
    const drained = (state: SagaState) => ({ drained: snapshot('drained', 50, [state]) });
    const count = instead(counted(21, 0));
    expect(contradictions(backlogComparison, { ...count, ...drained({ ...hit, correlationId: 'r9-hit-0' }) })).toEqual(
      [],
    );
    const delayed = given({ figures: { harnessDelayMs: 100 } });
    expect(contradictions(backlogComparison, both({ ...count, ...drained(hit) }, delayed))).toEqual([]);
    expect(contradictions(backlogComparison, { ...count, ...drained(hit) })).toHaveLength(1);
  });
});
