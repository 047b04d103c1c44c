/** What a run says of alarms, probes and metrics in several places. */
import { describe, expect, it } from '@jest/globals';
import { alarmTransitionsComparison } from '../../../../../chaos/checkers/agreement/alarm-transitions.ts';
import { alarmsListedComparison } from '../../../../../chaos/checkers/agreement/alarms-listed.ts';
import { deploymentComparison } from '../../../../../chaos/checkers/agreement/deployment.ts';
import { iteratorAgesComparison } from '../../../../../chaos/checkers/agreement/iterator-ages.ts';
import { probesComparison } from '../../../../../chaos/checkers/agreement/probes.ts';
import type { AlarmState, RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { at, type Changes, journal } from '../../sound-run.ts';
import {
  altered,
  both,
  type Case,
  contradictions,
  experimented,
  given,
  instead,
  moment,
  plus,
  without,
} from './compared.ts';

const alarm = (seconds: number, from: AlarmState, to: AlarmState, name = 'errors-shelf'): RunEvent => ({
  ...moment(seconds),
  kind: 'alarm',
  alarm: name,
  from,
  to,
  reason: 'one error',
});
const listed = (seconds: number, ...alarms: [name: string, state: AlarmState][]): RunEvent => ({
  ...moment(seconds),
  kind: 'alarms.listed',
  alarms: alarms.map(([name, state]) => ({ name, state })),
});
const NONE_LISTED = { events: without('alarms.listed') };

describe('the transitions of alarms', () => {
  it.each<Case>([
    ['of a sound run', {}, []],
    ['that follow each other', instead(alarm(6, 'OK', 'ALARM'), alarm(7, 'ALARM', 'OK'), alarm(8, 'OK', 'ALARM')), []],
    [
      'that do not',
      instead(alarm(6, 'OK', 'ALARM'), alarm(7, 'OK', 'INSUFFICIENT_DATA')),
      [`errors-shelf went from OK to INSUFFICIENT_DATA at ${at(7)}, but was in ALARM`],
    ],
    [
      'of which the first does not start where the alarm was listed',
      instead(alarm(6, 'ALARM', 'OK')),
      [`errors-shelf went from ALARM to OK at ${at(6)}, but was in OK`],
    ],
    ['of an alarm in another state', instead(alarm(6, 'INSUFFICIENT_DATA', 'OK', 'errors-fees')), []],
    ['of several alarms', instead(alarm(6, 'OK', 'ALARM'), alarm(7, 'INSUFFICIENT_DATA', 'ALARM', 'errors-fees')), []],
    ['of an alarm that is not listed', instead(alarm(6, 'ALARM', 'OK', 'other')), []],
    ['to the same state', instead(alarm(6, 'OK', 'OK')), [`errors-shelf went from OK to OK at ${at(6)}`]],
    ['without a list', { events: without('alarms.listed') }, []],
    [
      'before the list, which then says the last of them',
      instead(listed(1, ['errors-shelf', 'OK']), alarm(0.5, 'ALARM', 'OK')),
      [],
    ],
    [
      'at the moment of the list',
      instead(listed(1, ['errors-shelf', 'OK']), alarm(1, 'ALARM', 'OK')),
      [`errors-shelf went from ALARM to OK at ${at(1)}, but was in OK`],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(alarmTransitionsComparison, changes)).toEqual(lines);
  });

  it('need not follow each other on AWS while its history may still lack some', () => {
    const broken = [alarm(6, 'ALARM', 'OK'), { ...moment(306), kind: 'backlog', unfinished: 0 }] as const;
    const early = [alarm(6, 'ALARM', 'OK'), { ...moment(305.9), kind: 'backlog', unfinished: 0 }] as const;
    const onAws = given({ target: 'aws' });
    expect(contradictions(alarmTransitionsComparison, both(instead(...broken), onAws))).toHaveLength(1);
    expect(contradictions(alarmTransitionsComparison, both(instead(...early), onAws))).toEqual([]);
    expect(contradictions(alarmTransitionsComparison, instead(...early))).toHaveLength(1);
  });
});

describe('the list of alarms', () => {
  const SHELF = ['errors-shelf', 'OK'] as [string, AlarmState];
  const [expected] = journal.experiment.expect.alarms;
  const expecting = (name: string) => experimented({ expect: { outcomes: [], alarms: [{ ...expected!, name }] } });
  const stopping = (name: string) => experimented({ stopConditions: [{ when: 'alarm', name }] });
  const asked = (message: string, change: object = {}): RunEvent => ({
    ...moment(0),
    kind: 'probe',
    when: 'before',
    probe: 'alarms',
    ok: true,
    message,
    ...change,
  });

  it.each<Case>([
    ['is sound', {}, []],
    ['is missing', NONE_LISTED, []],
    ['stands twice', plus(listed(0, SHELF)), ['the alarms were listed more than once']],
    ['was made with the first phase', instead(listed(1, SHELF)), []],
    ['was made later', instead(listed(1.1, SHELF)), ['the alarms were listed after the load had begun']],
    ['was made in a run without phases', { events: [listed(9, SHELF)] }, []],
    ['has an alarm twice', instead(listed(0, SHELF, SHELF)), ['errors-shelf is listed twice']],
    [
      'is of a journal that has an alarm twice',
      given({ alarms: ['errors-shelf', 'a', 'a'] }),
      ['a is twice in the journal'],
    ],
    ['lacks an expected alarm that the template has', both(instead(listed(0, SHELF)), expecting('errors-fees')), []],
    [
      'has an expected alarm that the template lacks',
      both(
        expecting('errors-shelf'),
        given({ experiment: expecting('errors-shelf').journal!.experiment!, alarms: [] }),
      ),
      [],
    ],
    [
      'lacks an expected alarm',
      expecting('other'),
      ['the experiment names other, which is neither listed nor in the template'],
    ],
    [
      'lacks an alarm that stops the run',
      stopping('other'),
      ['the experiment names other, which is neither listed nor in the template'],
    ],
    ['has the alarm that stops the run', stopping('errors-fees'), []],
    [
      'names no alarm of another stop condition',
      experimented({
        stopConditions: [{ when: 'probe-fails', probe: { probe: 'alarms' }, everySeconds: 5, failures: 2 } as never],
      }),
      [],
    ],
    [
      'lacks alarms that changed',
      instead(listed(0, ['errors-fees', 'OK'])),
      ['errors-shelf changed its state, but is not listed'],
    ],
    ['has as many alarms as the probe asked', plus(asked('none of 2 alarms is in ALARM')), []],
    [
      'has more alarms than the probe asked',
      plus(asked('none of 1 alarms is in ALARM')),
      ['2 alarms are listed, and the probe asked 1'],
    ],
    [
      'has fewer alarms than the probe asked',
      plus(asked('none of 12 alarms is in ALARM')),
      ['2 alarms are listed, and the probe asked 12'],
    ],
    [
      'has fewer alarms than were asked afterwards',
      plus(asked('none of 12 alarms is in ALARM', { when: 'after' })),
      ['2 alarms are listed, and the probe asked 12'],
    ],
    [
      'has fewer alarms than were asked afterwards on AWS, where others may add some',
      both(plus(asked('none of 12 alarms is in ALARM', { when: 'after' })), given({ target: 'aws' })),
      [],
    ],
    ['has fewer alarms than another probe says', plus(asked('none of 12 alarms is in ALARM', { probe: 'other' })), []],
    ['has more alarms than a text that only contains a number', plus(asked('well, none of 1 alarms')), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(alarmsListedComparison, changes)).toEqual(lines);
  });
});

describe('the comparison of the deployment with its template', () => {
  const compared = (seconds: number, when: 'start' | 'end', alarms = 2): RunEvent => ({
    ...moment(seconds),
    kind: 'deployment.compared',
    when,
    compared: { alarms, filters: 1, schedules: 1, dashboards: 0 },
    differences: [],
    omitted: [],
  });
  const blind = (seconds: number, when: 'start' | 'end', ...names: string[]): RunEvent => ({
    ...moment(seconds),
    kind: 'alarms.blind',
    when,
    alarms: names.map((name) => ({ name, reason: 'nothing emits its metric' })),
  });
  const misplaced = (when: string, seconds: number) =>
    `deployment.compared is of the ${when} at ${at(seconds)}, during the load or on its other side`;

  it.each<Case>([
    ['is sound', {}, []],
    ['was made as the load began and drained', instead(compared(1, 'start'), compared(15, 'end')), []],
    ['was made after the load began', instead(compared(1.1, 'start')), [misplaced('start', 1.1)]],
    ['was made before the load drained', instead(compared(14.9, 'end')), [misplaced('end', 14.9)]],
    ['was made in a run without phases', { events: [compared(0, 'end'), compared(9, 'start')] }, []],
    [
      'was made twice',
      instead(compared(0, 'start'), compared(0, 'start')),
      ['it was compared more than once at the start'],
    ],
    [
      'found other alarms',
      instead(compared(0, 'start', 3)),
      ['alarms of the template, in the events and in the journal: 3 and 2'],
    ],
    [
      'was made with another template at the end',
      instead(compared(0, 'start'), {
        ...compared(26, 'end'),
        compared: { alarms: 2, filters: 0, schedules: 0, dashboards: 0 },
      } as RunEvent),
      ['the template has other parts at the end than at the start'],
    ],
    [
      'left out other parts at the end',
      instead(compared(0, 'start'), { ...compared(26, 'end'), omitted: ['alarms'] } as RunEvent),
      ['other parts of the template are left out at the end than at the start'],
    ],
    [
      'was made with two templates at the end',
      {
        events: [
          compared(26, 'end'),
          {
            ...compared(27, 'end'),
            compared: { alarms: 2, filters: 0, schedules: 0, dashboards: 0 },
            omitted: ['alarms'],
          } as RunEvent,
        ],
      },
      [
        'it was compared more than once at the end',
        'the template has other parts at the end than at the end',
        'other parts of the template are left out at the end than at the end',
      ],
    ],
    [
      'has alarms without a metric, and no alarm was listed',
      { events: [...without('alarms.listed', 'alarms.blind'), blind(26, 'end', 'other')] },
      [],
    ],
    ['has alarms without a metric', instead(blind(0, 'start', 'errors-fees'), blind(26, 'end')), []],
    [
      'has alarms without a metric that are not listed',
      instead(blind(0, 'start', 'other'), blind(26, 'end')),
      ['other could not fire, and no such alarm is listed'],
    ],
    [
      'has metrics that were looked for twice',
      instead(blind(0, 'start'), blind(0.5, 'start')),
      ['the metrics were looked for more than once at the start'],
    ],
    [
      'has metrics that were looked for during the load',
      instead(blind(0, 'start'), blind(14, 'end')),
      [misplaced('end', 14).replace('deployment.compared', 'alarms.blind')],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(deploymentComparison, changes)).toEqual(lines);
  });
});

describe('the ages of stream records', () => {
  const read = (functions: number): RunEvent => ({ ...moment(26), kind: 'iterator-ages.read', functions });
  const age = (name: string): RunEvent => ({ ...moment(26), kind: 'iterator-age', function: name, maximumMs: 9 });
  const silent = { events: [...without('iterator-ages.read', 'iterator-age'), read(0)] };
  const SILENT = ['no function reads a stream, and by its definition the system has such functions'];
  const plain: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };
  const delivering = (role: 'prepare' | 'other', delivered?: 'stream' | 'queue') => ({
    ...sample,
    steps: { shelf: { hold: { role, ...(delivered !== undefined && { delivered }) } } } as never,
  });

  it.each<Case>([
    ['are sound', {}, []],
    ['were not read, and there are none', { events: without('iterator-ages.read', 'iterator-age') }, []],
    [
      'were not read, and there are some',
      { events: without('iterator-ages.read') },
      ['there are ages, which were never read'],
    ],
    ['were read twice', plus(read(1)), ['the ages were read more than once']],
    [
      'are of fewer functions',
      instead(read(2), age('a')),
      ['functions that read streams, and those with an age: 2 and 1'],
    ],
    [
      'are of more functions',
      instead(read(1), age('a'), age('b')),
      ['functions that read streams, and those with an age: 1 and 2'],
    ],
    ['are two of a function', instead(read(2), age('a'), age('a')), ['a has two ages']],
    ['are none, although steps read streams', silent, SILENT],
    ['are none yet on AWS', { ...silent, journal: { target: 'aws' } }, []],
    ['are none on a system without sagas', { ...silent, system: plain }, []],
    ['are none on a system whose steps serve no sagas', { ...silent, system: { ...plain, steps: sample.steps! } }, []],
    ['are none in a run without a definition', { ...silent, system: null }, []],
    ['are none on a system without steps', { ...silent, system: { ...plain, saga: sample.saga! } }, []],
    [
      'are none, although a step reads a stream by its definition',
      { ...silent, system: delivering('prepare', 'stream') },
      SILENT,
    ],
    ['are none, because the steps read queues', { ...silent, system: delivering('prepare', 'queue') }, []],
    ['are none, because no step prepares', { ...silent, system: delivering('other') }, []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(iteratorAgesComparison, changes)).toEqual(lines);
  });
});

describe('the answers of probes', () => {
  const answer = (seconds: number, when: 'before' | 'after', probe: string, ok: boolean): RunEvent => ({
    ...moment(seconds),
    kind: 'probe',
    when,
    probe,
    ok,
    message: '',
  });
  const read = (seconds: number, name: 'before' | 'drained' | 'drifted'): RunEvent => ({
    ...moment(seconds),
    kind: 'snapshot',
    name,
    from: at(seconds),
  });
  const failing = (count: number, probe = 'alarms') =>
    Array.from({ length: count }, () => answer(0, 'before', probe, false));
  const { before, after } = journal.experiment.steadyState;
  const asking = experimented({ steadyState: { before: [...before, ...after], after } });
  const OTHER_TIME = {
    before: ['alarms was asked at another time than before the run'],
    after: ['http /titles was asked at another time than after the run'],
  };
  const endingAt = (seconds: number) => (event: RunEvent) =>
    event.kind === 'reconcile.ended' ? { ...event, ...moment(seconds) } : event;
  const askedAt = (seconds: number, reconciled: number): Changes => ({
    events: (instead(answer(seconds, 'after', 'http /titles', true)).events ?? []).map(endingAt(reconciled)),
  });

  it.each<Case>([
    ['are sound', {}, []],
    [
      'are of no probe of the experiment',
      plus(answer(0, 'before', 'other', true)),
      ['the experiment asks no probe other before the run'],
    ],
    [
      'are of a probe that is asked after the run',
      plus(answer(0, 'before', 'http /titles', true)),
      ['the experiment asks no probe http /titles before the run'],
    ],
    ['are as many as a probe is asked', instead(...failing(5)), []],
    ['are as many as two probes are asked', both(instead(...failing(3), ...failing(3, 'http /titles')), asking), []],
    ['are more', instead(...failing(6)), ['alarms was asked more than 5 times before the run']],
    ['came as the stores were first read', instead(answer(0, 'before', 'alarms', true)), []],
    ['came later', instead(answer(0.1, 'before', 'alarms', true)), OTHER_TIME.before],
    [
      'came as the load began, on a system without stores',
      { events: [answer(1, 'before', 'alarms', true), ...without('probe', 'snapshot')] },
      [],
    ],
    [
      'came later on a system without stores',
      { events: [...without('probe', 'snapshot'), answer(1.1, 'before', 'alarms', true)] },
      OTHER_TIME.before,
    ],
    [
      'contradict their text',
      instead({
        ...answer(24, 'after', 'http /titles', true),
        message: 'answered 500 after 12 ms, not 200',
      } as RunEvent),
      ['http /titles held after the run, and said: answered 500 after 12 ms, not 200'],
    ],
    [
      'contradict their text, and did not hold',
      instead({ ...answer(24, 'after', 'http /titles', false), message: 'answered 200 after 12 ms' } as RunEvent),
      ['http /titles did not hold after the run, and said: answered 200 after 12 ms'],
    ],
    [
      'came after other events, and before the stores were first read',
      { events: [...without('probe', 'snapshot'), answer(0.3, 'before', 'alarms', true), read(0.5, 'before')] },
      [],
    ],
    [
      'came before the stores were first read, although the load began late',
      {
        events: [
          ...without('probe', 'snapshot', 'phase.began'),
          read(0.2, 'before'),
          answer(0.3, 'before', 'alarms', true),
          { ...moment(1), kind: 'phase.began', phase: 'baseline' },
        ],
      },
      OTHER_TIME.before,
    ],
    [
      'came after the drift, and the stores were not read again',
      {
        events: [
          ...without('probe', 'snapshot'),
          read(16, 'drained'),
          read(18, 'drifted'),
          answer(24, 'after', 'http /titles', true),
        ],
      },
      [],
    ],
    ['came before the load', instead(answer(0, 'after', 'http /titles', true)), OTHER_TIME.after],
    ['came before the drift was seeded', instead(answer(17.9, 'after', 'http /titles', true)), OTHER_TIME.after],
    ['came as the reconcile run ended, by a clock that is ahead', askedAt(18, 23), []],
    ['came before the reconcile run ended', askedAt(18, 23.1), OTHER_TIME.after],
    ['came as the stores were last read', instead(answer(25, 'after', 'http /titles', true)), []],
    ['came after the stores were last read', instead(answer(25.1, 'after', 'http /titles', true)), OTHER_TIME.after],
    ['came without a load', { events: [answer(9, 'before', 'alarms', true)] }, []],
    [
      'go on after one that held',
      instead(answer(0, 'before', 'alarms', true), answer(0, 'before', 'alarms', false)),
      ['alarms was asked again before the run, although it held'],
    ],
    ['go on until one holds', instead(answer(0, 'before', 'alarms', false), answer(0, 'before', 'alarms', true)), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(probesComparison, changes)).toEqual(lines);
  });

  it('are not compared while events are missing', () => {
    expect(contradictions(probesComparison, { missing: { events: 'events.ndjson is missing' } })).toBeUndefined();
    expect(contradictions(probesComparison, altered('probe', {}))).toEqual([]);
  });
});

describe('a probe that says that no alarm is in ALARM', () => {
  const askAlarms = experimented({
    steadyState: { before: journal.experiment.steadyState.before, after: [{ probe: 'alarms' }] },
  });
  const held: RunEvent = {
    ...moment(40),
    kind: 'probe',
    when: 'after',
    probe: 'alarms',
    ok: true,
    message: 'none of 2 alarms is in ALARM',
  };
  const answering = (answer: RunEvent, ...more: readonly RunEvent[]): Changes =>
    both({ events: [...without('alarm', 'probe', 'snapshot'), ...more, answer] }, askAlarms);
  const run = (...more: readonly RunEvent[]): Changes => answering(held, ...more);
  const askOther = experimented({
    steadyState: {
      before: journal.experiment.steadyState.before,
      after: [{ probe: 'alarms', names: ['errors-fees'] }],
    },
  });
  const wrong = ['alarms held, and errors-shelf was in ALARM'];

  it.each<Case>([
    ['is right', run(alarm(8, 'OK', 'ALARM'), alarm(14, 'ALARM', 'OK')), []],
    ['is wrong while one is in ALARM', run(alarm(8, 'OK', 'ALARM')), wrong],
    ['is wrong if it clears long afterwards', run(alarm(8, 'OK', 'ALARM'), alarm(50.1, 'ALARM', 'OK')), wrong],
    ['is right if it clears at about that time', run(alarm(8, 'OK', 'ALARM'), alarm(50, 'ALARM', 'OK')), []],
    ['is right if it fires at about that time', run(alarm(30.1, 'OK', 'ALARM')), []],
    ['is wrong if it fired long before that time', run(alarm(30, 'OK', 'ALARM')), wrong],
    [
      'is right while an alarm of which it says nothing is in ALARM',
      both(
        answering(
          { ...held, probe: 'alarms errors-fees', message: 'none of 1 alarm is in ALARM' },
          alarm(8, 'OK', 'ALARM'),
        ),
        askOther,
      ),
      [],
    ],
    [
      'says the opposite while one is in ALARM',
      answering({ ...held, ok: false, message: 'in ALARM: errors-shelf' }, alarm(8, 'OK', 'ALARM')),
      [],
    ],
    [
      'says nothing of what the history of alarms does not show yet on AWS',
      both(run(alarm(8, 'OK', 'ALARM')), { journal: { ...run().journal, target: 'aws' } }),
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(probesComparison, changes)).toEqual(lines);
  });
});
