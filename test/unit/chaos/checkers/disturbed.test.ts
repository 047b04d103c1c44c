/** What absences, stopped reconcile runs and open queues make of answers: the small parts, and the words that people read. */
import { describe, expect, it } from '@jest/globals';
import {
  type Absence,
  absencesIn,
  firedOnlySince,
  touching,
  unlessAbsent,
} from '../../../../chaos/checkers/absence.ts';
import { invalid } from '../../../../chaos/checkers/checker.ts';
import { hasConcluded, judgedRun, runsSinceDrift } from '../../../../chaos/checkers/judged-run.ts';
import { endsOfOwner, isRolledBack, timesOf } from '../../../../chaos/checkers/saga-end.ts';
import type { AlarmState, Lacked, ReconcileResult, RunEvent } from '../../../../chaos/schemas/index.ts';
import type { SagaState } from '../../../../chaos/system/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import { at, type Changes, evidence, events, journal, sagas, snapshot } from '../sound-run.ts';

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const gap = (from: number, to: number, who = 'DynamoDB Local'): RunEvent => ({
  ...moment(from),
  kind: 'heartbeat-gap',
  who,
  fromMs: from * 1000,
  toMs: to * 1000,
});
const lacking = (lacked: Lacked, worst: number): RunEvent => ({
  ...moment(1),
  kind: 'machine',
  lacked,
  fromMs: 1000,
  toMs: 12_000,
  worst,
  limit: 0,
});
const absence = (from: number, to: number, materialMs = 0): Absence => ({
  fromMs: from * 1000,
  toMs: to * 1000,
  isTotal: true,
  materialMs,
  text: `absent from ${from} to ${to}`,
});
const inOrder = (more: readonly RunEvent[]) =>
  [...events, ...more].sort((one, other) => one.elapsedMs - other.elapsedMs);
const whole = (name: string, changes: Changes) => checkNamed(name, evidence(changes));

describe('absences', () => {
  it('come in the order in which they began', () => {
    const found = absencesIn([gap(5, 9, 'k6'), ...events, gap(2, 7, 'Lambda')]);
    expect(found.map(({ text }) => text)).toEqual([
      'Lambda gave no sign of life from 2.0 s to 7.0 s',
      'k6 gave no sign of life from 5.0 s to 9.0 s',
    ]);
  });

  it.each<[lacked: Lacked, worst: number, text: string]>([
    ['cpu', 6.44, 'the machine lacked CPU: work took up to 6.4 times as long as on an idle one,'],
    ['steal', 0.4, 'the hypervisor gave up to 40 % of the CPU to other machines,'],
    ['memory', 0.25, 'the machine lacked memory: work waited for it up to 25 % of the time,'],
    ['disk', 3 * 1024 * 1024, 'the disk was full, with 3 MB left,'],
    ['handles', 0.98, 'the harness lacked file handles, with 98 % of them open,'],
  ])('of %s are said in words', (lacked, worst, text) => {
    expect(absencesIn([lacking(lacked, worst)]).map((one) => one.text)).toEqual([`${text} from 1.0 s to 12.0 s`]);
  });

  it('reach as far as they lasted and five seconds, and no further', () => {
    const reaches = (from: number, to: number) => touching([absence(1, 2)], { fromMs: from, toMs: to }).length;
    expect([reaches(8000, 9000), reaches(8001, 9000), reaches(0, 1000), reaches(0, 999)]).toEqual([1, 0, 1, 0]);
  });

  it('turn a violation that they explain, and name the first two of them', () => {
    const violated = invalid('It is late.', ['r-1']);
    const short = absence(1, 2, 3000);
    expect(unlessAbsent(violated, [short], undefined)).toEqual(violated);
    expect(unlessAbsent(violated, [short], 2999).result).toBe('unknown');
    expect(unlessAbsent(violated, [short], 3001)).toEqual(violated);
    expect(unlessAbsent(violated, [short, absence(3, 4), absence(5, 6), absence(7, 8)], undefined)).toEqual({
      result: 'unknown',
      summary: 'This proves nothing, because absent from 3 to 4: It is late.',
      evidence: ['absent from 3 to 4', 'absent from 5 to 6', 'r-1'],
      measured: [],
    });
  });

  it('may have made an alarm fire that never fired before them', () => {
    const alarm = (seconds: number, name: string, to: AlarmState): RunEvent => ({
      ...moment(seconds),
      kind: 'alarm',
      alarm: name,
      from: to === 'OK' ? 'ALARM' : 'OK',
      to,
      reason: 'one error',
    });
    const fired = (...transitions: RunEvent[]) => firedOnlySince('mine', transitions, [absence(5, 6), absence(9, 10)]);
    expect(fired()).toBe(false);
    expect(fired(alarm(5, 'mine', 'ALARM'))).toBe(true);
    expect(fired(alarm(4.9, 'mine', 'ALARM'))).toBe(false);
    expect(fired(alarm(4.9, 'mine', 'ALARM'), alarm(7, 'mine', 'ALARM'))).toBe(false);
    expect(fired(alarm(2, 'mine', 'OK'), alarm(7, 'mine', 'ALARM'), gap(1, 2))).toBe(true);
    expect(fired(alarm(2, 'other', 'ALARM'), alarm(7, 'mine', 'ALARM'))).toBe(true);
    expect(fired(alarm(7, 'other', 'ALARM'))).toBe(false);
  });
});

describe('the reconcile run that is judged', () => {
  const DRIFTED: RunEvent = { ...moment(18), kind: 'snapshot', name: 'drifted' };
  const began = (seconds: number, runId: string, trigger: 'schedule' | 'run-now' = 'schedule'): RunEvent => ({
    ...moment(seconds),
    kind: 'reconcile.began',
    runId,
    trigger,
  });
  const ended = (runId: string, outcome: ReconcileResult['outcome']): RunEvent => ({
    ...moment(30),
    kind: 'reconcile.ended',
    runId,
    outcome,
    drift: 0,
    repaired: 0,
  });
  const judged = (...run: RunEvent[]) => judgedRun(run, 'schedule')?.runId;

  it('began with its trigger, since the stores were drifted', () => {
    const run = [began(17.9, 'early'), DRIFTED, began(18, 'now', 'run-now'), began(18, 'first'), began(19, 'second')];
    expect(runsSinceDrift(run, 'schedule').map(({ runId }) => runId)).toEqual(['first', 'second']);
    expect(runsSinceDrift([began(19, 'first')], 'schedule')).toEqual([]);
    expect(runsSinceDrift([{ ...DRIFTED, name: 'end' }, began(19, 'first')], 'schedule')).toEqual([]);
    expect(judgedRun(run, undefined)).toBeUndefined();
  });

  it('is the first that was not stopped, or else the first', () => {
    const both = [DRIFTED, began(19, 'first'), began(20, 'second')];
    expect(judged(...both)).toBe('first');
    expect(judged(...both, ended('first', 'stopped'), ended('second', 'clean'))).toBe('second');
    expect(judged(...both, ended('first', 'stopped'), ended('second', 'stopped'))).toBe('first');
    expect(judged(...both, ended('first', 'repaired'), ended('second', 'clean'))).toBe('first');
  });

  it('has concluded if one ended, and was not stopped', () => {
    const both = [DRIFTED, began(19, 'first'), began(20, 'second')];
    expect(hasConcluded(both, 'schedule')).toBe(false);
    expect(hasConcluded([...both, ended('first', 'stopped')], 'schedule')).toBe(false);
    expect(hasConcluded([...both, ended('first', 'stopped'), ended('second', 'drift')], 'schedule')).toBe(true);
    expect(hasConcluded([...both, ended('second', 'drift')], 'run-now')).toBe(false);
  });
});

describe("a saga's end by its owner", () => {
  const saga = sample.saga!;
  const [, hit] = sagas as [SagaState, SagaState, SagaState];
  const owned = (loan: SagaState['records'][string], copy: SagaState['records'][string] = null): SagaState => ({
    ...hit,
    records: { loan, copy, fee: null },
  });

  it('is any that its record allows; none without a record', () => {
    expect(endsOfOwner(saga, owned({ state: 'CANCELLED' }))).toEqual(['rolled-back']);
    expect(endsOfOwner(saga, owned(null))).toEqual([]);
    const ownerless = { ...saga, ends: { gone: { loan: ['none'], copy: ['none'], fee: ['none'] }, odd: {} } };
    expect(endsOfOwner(ownerless, owned(null))).toEqual([]);
    expect(endsOfOwner(ownerless, owned({ state: 'LENT' }))).toEqual([]);
  });

  it('is a rollback by the whole saga, or else by its owner alone', () => {
    expect(isRolledBack(saga, owned({ state: 'CANCELLED' }))).toBe(true);
    expect(isRolledBack(saga, owned({ state: 'CANCELLED' }, { state: 'HELD' }))).toBe(true);
    expect(isRolledBack(saga, owned({ state: 'WAITING' }))).toBe(false);
    expect(isRolledBack(saga, owned({ state: 'WAITING' }, { state: 'HELD' }))).toBe(false);
    const same = { ...saga, ends: { ...saga.ends, other: { ...saga.ends['waitlisted'], loan: ['CANCELLED'] } } };
    const both = { ...same, ends: { other: same.ends.other, ...saga.ends } };
    expect(isRolledBack(both, owned({ state: 'CANCELLED' }))).toBe(false);
  });

  it('has the times of its record, as far as they are texts', () => {
    expect(timesOf(saga, hit)).toEqual({ accepted: at(6), changed: at(9) });
    expect(timesOf(saga, owned({ createdAt: 7 }))).toEqual({ accepted: '', changed: '' });
    expect(timesOf(saga, owned(null))).toEqual({ accepted: '', changed: '' });
  });
});

describe('the whole answer of', () => {
  const EMPTY = { name: 'jobs', visible: 0, inFlight: 0, delayed: 0 };
  const queues = (expected: number, ...read: object[]): Changes => ({
    journal: { figures: { startSeconds: 0, queues: expected } },
    events: inOrder(
      read.length === 0 ? [] : [{ ...moment(15.5), kind: 'queues.read', queues: read } as unknown as RunEvent],
    ),
  });

  it.each<[what: string, changes: Changes, summary: string]>([
    ['never read', queues(1), 'The queues that feed functions were never read.'],
    ['read in part', queues(2, EMPTY), 'Only 1 of 2 queues were read.'],
    ['empty', queues(1, EMPTY), 'No message was left in 1 queue when the stores were read.'],
    [
      'not empty',
      queues(1, { ...EMPTY, visible: 1 }),
      'Messages were still in flight when the stores were read, in 1 queue; raise drainSeconds or convergeSeconds, or shorten the visibility timeout.',
    ],
  ])('queues-emptied on queues that were %s', (_what, changes, summary) => {
    expect(whole('queues-emptied', changes)?.summary).toBe(summary);
  });

  const open = (id: string) => (state: SagaState) =>
    state.correlationId === id
      ? { ...state, records: { ...state.records, loan: { ...state.records['loan'], state: 'OPEN' } } }
      : state;
  const stuck = sagas.map(open('r1-hit-0'));
  const LINE = 'r1-hit-0: loan OPEN, copy FREED, fee WAIVED';

  it('sagas-at-rest names what an absence may have held up, unless something is proven', () => {
    const late = { events: inOrder([gap(7, 11)]) };
    expect(whole('sagas-at-rest', { ...late, drained: snapshot('drained', 16, stuck) })).toEqual({
      name: 'sagas-at-rest',
      result: 'unknown',
      summary:
        'This proves nothing, because DynamoDB Local gave no sign of life from 7.0 s to 11.0 s: 1 saga without an allowed end after the drain.',
      evidence: ['DynamoDB Local gave no sign of life from 7.0 s to 11.0 s', LINE],
      measured: [],
    });
    const lost = stuck.filter(({ correlationId }) => correlationId !== 'r1-dear-0');
    expect(whole('sagas-at-rest', { ...late, drained: snapshot('drained', 16, lost) })).toMatchObject({
      result: 'invalid',
      evidence: ['r1-dear-0: accepted, but no loan is stored'],
    });
  });

  it('alarms-proven says what nobody saw', () => {
    const drill = { experiment: { ...journal.experiment, drill: true } };
    const unmuted = events.filter(({ kind }) => kind !== 'alarms.muted');
    const drilled = (outcome: 'unproven' | 'partly'): RunEvent => ({
      ...moment(26),
      kind: 'alarm.drilled',
      alarm: 'errors-fees',
      outcome,
      text: 'it did not fire',
    });
    const summary = (run: readonly RunEvent[]) => whole('alarms-proven', { journal: drill, events: run })?.summary;
    expect(summary(unmuted)).toBe('Nothing shows whether a mute rule held back the actions of the alarms.');
    expect(summary(inOrder([drilled('unproven')]))).toBe('The drill did not prove every alarm.');
    expect(summary(inOrder([drilled('partly')]))).toBe('Nothing shows that 1 alarm can fire.');
  });
});
