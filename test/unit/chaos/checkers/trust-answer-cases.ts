/** Runs whose ledger, deployment or evidence differs from the sound one's, each with the check whose whole answer is demanded. */
import type { Fields, LedgerEntry, ReconcileResult, RunEvent, StoredRecord } from '../../../../chaos/schemas/index.ts';
import { at, type Changes, drifted, events, journal, ledger, reconcile, sagas, snapshot } from '../sound-run.ts';
import type { AnswerCase } from './answer-cases.ts';

const cases = (check: string, ...each: readonly (readonly [when: string, changes: Changes])[]): AnswerCase[] =>
  each.map(([when, changes]) => ({ check, when, changes }));

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const without = (...kinds: RunEvent['kind'][]) => events.filter(({ kind }) => !kinds.includes(kind));
const inOrder = (...all: RunEvent[]) => [...all].sort((one, other) => one.elapsedMs - other.elapsedMs);
const plus = (...more: RunEvent[]): Changes => ({ events: inOrder(...events, ...more) });
const altered = (kind: RunEvent['kind'], change: (event: RunEvent) => object): Changes => ({
  events: events.map((event) => (event.kind === kind ? { ...event, ...change(event) } : event)),
});

const [entry] = ledger as [LedgerEntry];
const [found] = reconcile.differences;
const image = (name: string, more: Fields = {}): StoredRecord => ({
  key: 'emma',
  fields: { name, updatedAt: at(0), ...more },
});
const entries = (...changes: Partial<LedgerEntry>[]): Changes => ({
  ledger: changes.map((change, number) => ({ ...entry, operationId: `titles/${number}#emma`, ...change })),
});
const write = (kind: 'create' | 'update' | 'delete'): LedgerEntry['action'] => ({
  kind: 'write',
  view: 'desk.titles',
  write: kind,
});
const unread = (): LedgerEntry => {
  const copy = { ...entry };
  delete copy.preImage;
  delete copy.postImage;
  return copy;
};
const withoutPostImage = { ...entry };
delete withoutPostImage.postImage;
const call = (key: string, status: LedgerEntry['status'] = 'done'): LedgerEntry => ({
  operationId: `loans#${key}`,
  rule: 'loans',
  key,
  action: { kind: 'call', owner: 'desk' },
  status,
  intendedAt: at(21),
  undoes: false,
});
const stuck = (key: string) => ({ ...found!, rule: 'loans', key });
const calling = (key: string, status?: LedgerEntry['status']): Changes => ({
  ledger: [entry, call(key, status)],
  reconciles: [{ ...reconcile, differences: [found!, stuck(key)] }],
});
const endOf = (changed: Record<string, Record<string, Fields>>): Changes => ({
  end: snapshot('end', 25, sagas, changed),
});
const LATER: Fields = { name: 'Emma', updatedAt: at(0) };

const ledgerCases = cases(
  'ledger-whole',
  ['the run is sound', {}],
  ['no reconcile run ended', { events: without('reconcile.began', 'reconcile.ended') }],
  [
    'a row was repaired twice, in this order',
    entries({ postImage: image('Em') }, { intendedAt: at(21.5), preImage: image('Em') }),
  ],
  [
    'the entries of a row are listed in another order than they were written',
    entries({ intendedAt: at(21.5), preImage: image('Em') }, { postImage: image('Em') }),
  ],
  ['a creation is said to be done where a row was', entries({ action: write('create') })],
  ['a deletion is said to be done and left a row', entries({ action: write('delete') })],
  ['a deletion left a row that still stands', { ...entries({ action: write('delete'), postImage: null }) }],
  [
    'a creation left a row that is gone',
    { ...entries({ action: write('create'), preImage: null }), ...endOf({ 'desk.titles': {} }) },
  ],
  [
    'an image shows less than the view',
    entries({
      preImage: { key: 'emma', fields: { name: 'Ema' } },
      postImage: { key: 'emma', fields: { name: 'Emma' } },
    }),
  ],
  ['an entry without images was refused', { ledger: [{ ...unread(), status: 'refused' }] }],
  ['an entry without images is in doubt', { ledger: [{ ...unread(), status: 'intended' }] }],
  ['an entry has only one of its images', { ledger: [withoutPostImage] }],
  [
    'an entry of before the drift left something else',
    entries({}, { intendedAt: at(10), operationId: 'old#emma', preImage: image('Em'), postImage: image('Eme') }),
  ],
  ['an entry was made when the drift was seeded', entries({ intendedAt: at(17), preImage: image('Enma') })],
  [
    'an undo restored a row that the run did not find',
    entries(
      {},
      { rule: 'others', undoes: true, intendedAt: at(21.5), preImage: image('Emma'), postImage: image('Em') },
    ),
  ],
  ['a repair is recorded only as undone', entries({ undoes: true })],
  ['a deletion was refused because the row was gone', entries({ status: 'refused', action: write('delete') })],
  ['a repair is recorded only as intended', entries({ status: 'intended' })],
  ['a reported row has another key than its own', entries({ key: 'reported-as' })],
  [
    'a created row has a key of its own',
    {
      ...entries(
        {},
        { action: write('create'), key: 'other', preImage: null, postImage: { key: 'dune', fields: LATER } },
      ),
      ...endOf({ 'desk.titles': { emma: LATER, dune: LATER } }),
    },
  ],
  ['an owner ended a saga', { ...calling('r1-hit-0'), ...endOf({ 'desk.loans': {} }) }],
  [
    'an owner refused to end a saga, whose record is gone',
    { ...calling('r1-hit-0', 'refused'), ...endOf({ 'shelf.titles': {} }) },
  ],
  [
    'a call has images that are equal',
    {
      ...calling('r1-hit-0'),
      ledger: [entry, { ...call('r1-hit-0'), preImage: image('Ema'), postImage: image('Ema') }],
    },
  ],
  [
    'a shared count changed while a saga was ended',
    { ...calling('r1-hit-0'), ...endOf({ 'shelf.titles': { emma: { owned: 100, free: 100 } } }) },
  ],
  ['a shared count changed and no saga was ended', endOf({ 'shelf.titles': { emma: { owned: 100, free: 100 } } })],
  ['a shared row is gone while a saga was ended', { ...calling('r1-hit-0'), ...endOf({ 'shelf.titles': {} }) }],
  [
    'a shared row appeared while a saga was ended',
    {
      ...calling('r1-hit-0'),
      ...endOf({ 'shelf.titles': { emma: { owned: 100, free: 99 }, dune: { owned: 1, free: 1 } } }),
    },
  ],
  [
    "another saga's record changed while one was ended",
    { ...calling('r1-hit-0'), ...endOf({ 'fees.charges': { 'r1-base-0': { status: 'PAID', cents: 600 } } }) },
  ],
  ['two runs found and repaired the same', { reconciles: [reconcile, { ...reconcile, runId: 'again' }] }],
  [
    'a view has no such row in any snapshot',
    { ...entries({ action: { kind: 'write', view: 'gone.titles', write: 'update' } }) },
  ],
);

const compared = (change: object): Changes => altered('deployment.compared', () => change);
const omittedAtEnd = altered('deployment.compared', (event) =>
  'when' in event && event.when === 'end' ? { omitted: ['a dashboard', 'a filter'] } : {},
);
const onlyStart = events.filter((event) => event.kind !== 'deployment.compared' || event.when === 'start');
const deploymentCases = cases(
  'deployed-as-designed',
  ['the run is sound', {}],
  ['it was never compared', { events: without('deployment.compared') }],
  ['it was not compared at the end', { events: onlyStart }],
  ['it was not compared at the end of a run that was stopped', { events: onlyStart, journal: { status: 'stopped' } }],
  ['it was not compared at the end of a run without a load', { events: onlyStart, journal: { load: null } }],
  ['something could not be compared', omittedAtEnd],
  [
    'mute rules were compared',
    compared({ compared: { alarms: 2, filters: 1, schedules: 1, dashboards: 0, muteRules: 1 } }),
  ],
  [
    'there are no mute rules',
    compared({ compared: { alarms: 2, filters: 1, schedules: 1, dashboards: 0, muteRules: 0 } }),
  ],
  [
    'two differences were found, at both ends',
    compared({ differences: ['alarm a: threshold is 2', 'alarm b: missing'] }),
  ],
);

const beats = (...watched: { who: string; beats: number }[]): Changes => ({
  events: [...without('heartbeats'), { ...moment(27), kind: 'heartbeats', watched }],
});
const gap = (from: number, to: number): RunEvent => ({
  ...moment(from),
  kind: 'heartbeat-gap',
  who: 'k6',
  fromMs: from * 1000,
  toMs: to * 1000,
});
const lacked = (
  kind: 'cpu' | 'steal' | 'memory' | 'disk' | 'handles',
  from: number,
  to: number,
  worst: number,
): RunEvent => ({
  ...moment(from),
  kind: 'machine',
  lacked: kind,
  fromMs: from * 1000,
  toMs: to * 1000,
  worst,
  limit: 1,
});
const presenceCases = cases(
  'harness-present',
  ['the run is sound', {}],
  ['nothing was recorded', { events: without('heartbeats') }],
  ['one of two gave no sign of life', beats({ who: 'the harness', beats: 9 }, { who: 'k6', beats: 0 })],
  ['both gave signs of life', beats({ who: 'the harness', beats: 9 }, { who: 'k6', beats: 8 })],
  ['one stood still for three seconds', plus(gap(2, 5))],
  ['one stood still for less than three seconds', plus(gap(2, 4.999))],
  ['the machine was short of CPU once', plus(lacked('cpu', 2, 12, 6.4))],
  ['the machine was short twice', plus(lacked('steal', 2, 13, 0.4), lacked('memory', 14, 25, 0.31))],
  ['the machine was short for a moment', plus(lacked('cpu', 2, 11.999, 6.4))],
  ['the disk was full', plus(lacked('disk', 2, 2.5, 3_145_728))],
  ['the harness lacked file handles', plus(lacked('handles', 2, 2, 0.97), gap(3, 7))],
);

const IN_ALARM: RunEvent = {
  ...moment(24.5),
  kind: 'probe',
  when: 'after',
  probe: 'alarms',
  ok: false,
  message: 'in ALARM: errors-fees',
};
const fired = (seconds: number, alarm: string, to: 'ALARM' | 'OK' = 'ALARM'): RunEvent => ({
  ...moment(seconds),
  kind: 'alarm',
  alarm,
  from: to === 'OK' ? 'ALARM' : 'OK',
  to,
  reason: 'because',
});
const steadyCases = cases(
  'steady-state',
  ['a disturbed alarm is still in ALARM long afterwards', plus(gap(1, 4), fired(9, 'errors-fees'), IN_ALARM)],
  ['an alarm is in ALARM after a short absence', plus(gap(1, 3.9), fired(9, 'errors-fees'), IN_ALARM)],
  [
    'an alarm fired before and after the absence',
    plus(fired(2, 'errors-fees'), fired(3, 'errors-fees', 'OK'), gap(4, 7), fired(9, 'errors-fees'), IN_ALARM),
  ],
  [
    'another alarm fired before the absence, and is still in ALARM',
    plus(fired(2, 'other'), gap(4, 7), fired(9, 'errors-fees'), IN_ALARM),
  ],
  [
    'another alarm fired before the absence, and has cleared',
    plus(fired(2, 'other'), fired(3, 'other', 'OK'), gap(4, 7), fired(9, 'errors-fees'), IN_ALARM),
  ],
  ['an alarm fired as the absence began', plus(gap(1, 4), fired(1, 'errors-fees'), IN_ALARM)],
  [
    'a page fails beside an alarm that the absence explains',
    plus(gap(1, 4), fired(9, 'errors-fees'), IN_ALARM, { ...IN_ALARM, probe: 'http /', message: '503' }),
  ],
  ['a page fails while a process is away', plus(gap(21, 25), { ...IN_ALARM, probe: 'http /', message: '503' })],
);

const unlisted = (seconds: number): RunEvent => fired(seconds, 'errors-fees');
const expecting = (expect: object): Changes => ({
  journal: { experiment: { ...journal.experiment, expect: { ...journal.experiment.expect, ...expect } } },
});
const blind = altered('alarms.blind', (event) =>
  'when' in event && event.when === 'end'
    ? {
        alarms: [
          { name: 'a', reason: 'no filter' },
          { name: 'b', reason: 'no code' },
        ],
      }
    : {},
);
const mutedRule = altered('alarms.muted', () => ({
  alarms: [{ alarm: 'errors-shelf', rule: 'night', from: at(0), until: at(30) }],
}));
const alarmCases = cases(
  'alarms-as-predicted',
  ['other alarms may fire', { ...plus(unlisted(9)), ...expecting({ unlistedAlarms: 'ignore' }) }],
  ['another alarm fires', plus(unlisted(9))],
  ['another alarm fires after an absence', plus(gap(1, 4), unlisted(9))],
  ['another alarm fires after a short absence', plus(gap(1, 3), unlisted(9))],
  ['one of two alarms fired before the absence', plus(fired(2, 'other'), gap(4, 7), unlisted(9))],
  [
    'an alarm is missing, in a run with an absence',
    { ...plus(gap(1, 4)), journal: { alarms: ['gone', 'errors-shelf', 'errors-fees'] } },
  ],
  ['the expected alarm never fired, in a run with an absence', { events: inOrder(...without('alarm'), gap(11, 14)) }],
  ['the expected alarm never fired', { events: without('alarm') }],
  [
    'the expected alarm was stuck, in a run with an absence',
    { events: inOrder(...events.filter((event) => event.kind !== 'alarm' || event.to === 'ALARM'), gap(11, 14)) },
  ],
  ['nothing shows whether alarms can fire', { events: without('alarms.blind') }],
  ['alarms could not fire', blind],
  ['its actions were muted', mutedRule],
);

const sealCases = cases(
  'evidence-sealed',
  ['the run is sound', { seal: { files: 12, changes: [], isSigned: false } }],
  ['it is signed', { seal: { files: 1, changes: [], isSigned: true } }],
  ['files were changed', { seal: { files: 12, changes: ['events.ndjson was changed'], isSigned: false } }],
  ['it is not sealed', { missing: { seal: 'journal.sha256 is missing' } }],
);

const other = (runId: string): ReconcileResult => ({ ...reconcile, runId });
const agreementCases = cases(
  'evidence-agrees',
  ['the run is sound', {}],
  ['the result of a run that no event mentions', { reconciles: [reconcile, other('unheard-of')] }],
  ['files are missing', { missing: { history: 'history.ndjson is missing', k6: 'history.ndjson is missing' } }],
  [
    'files are missing, and others contradict each other',
    { reconciles: [reconcile, other('unheard-of')], missing: { k6: 'k6/summary.json is missing' } },
  ],
);

const odd = (name: 'drained' | 'end', seconds: number) =>
  snapshot(name, seconds, sagas, {
    'fees.entries': { 'entry-1': { loanId: 'r1-base-0', kind: 'CHARGE', cents: 700 } },
  });
const explainedCases = cases(
  'explained',
  ['the run is sound', {}],
  ['one record differs at the end', { end: odd('end', 25) }],
  ['one record differs after the drain', { drained: odd('drained', 16) }],
  [
    'one record differs after the drain of a run that was stopped',
    { drained: odd('drained', 16), journal: { status: 'stopped' } },
  ],
  ['the end of a run that was stopped differs', { end: odd('end', 25), journal: { status: 'stopped' } }],
  ['the end was not read', { missing: { end: 'state/end is missing', drifted: 'state/end is missing' } }],
  [
    'the end of a run that was stopped was not read',
    { journal: { status: 'stopped' }, missing: { end: 'state/end is missing', drifted: 'state/drifted is missing' } },
  ],
  [
    'what the stores held before was not read',
    { missing: { before: 'state/before is missing', drained: 'state/before is missing' } },
  ],
  [
    'one record differs at the end, and no reconcile run ended',
    { end: odd('end', 25), events: without('reconcile.began', 'reconcile.ended') },
  ],
  [
    'one record differs at the end, and there was no drift',
    {
      end: odd('end', 25),
      drifted: { ...drifted(), views: snapshot('drifted', 18).views },
      events: without('drift.seeded', 'reconcile.began', 'reconcile.ended'),
    },
  ],
  [
    'one record differs with drift',
    {
      drifted: {
        ...drifted(),
        views: new Map([...drifted().views, ['fees.entries', odd('drained', 16).views.get('fees.entries')!]]),
      },
    },
  ],
  [
    'one record differs with drift, after an absence',
    {
      ...plus(gap(15, 18)),
      drifted: {
        ...drifted(),
        views: new Map([...drifted().views, ['fees.entries', odd('drained', 16).views.get('fees.entries')!]]),
      },
    },
  ],
  [
    'one record differs with drift, after a short absence',
    {
      ...plus(gap(15, 17)),
      drifted: {
        ...drifted(),
        views: new Map([...drifted().views, ['fees.entries', odd('drained', 16).views.get('fees.entries')!]]),
      },
    },
  ],
  [
    'one record differs with drift, long after an absence',
    {
      ...plus(gap(0.5, 4)),
      drifted: {
        ...drifted(),
        views: new Map([...drifted().views, ['fees.entries', odd('drained', 16).views.get('fees.entries')!]]),
      },
    },
  ],
  [
    'an unfinished saga goes on with drift',
    {
      drained: snapshot(
        'drained',
        16,
        sagas.map((saga) =>
          saga.correlationId === 'r1-hit-0'
            ? { ...saga, records: { ...saga.records, loan: { ...saga.records['loan'], state: 'OPEN' } } }
            : saga,
        ),
      ),
    },
  ],
  [
    'a view was added at the end',
    { end: { ...snapshot('end', 25), views: new Map([...snapshot('end', 25).views, ['new.view', new Map()]]) } },
  ],
);

export const trustAnswerCases: readonly AnswerCase[] = [
  ...ledgerCases,
  ...deploymentCases,
  ...presenceCases,
  ...steadyCases,
  ...alarmCases,
  ...sealCases,
  ...agreementCases,
  ...explainedCases,
];
