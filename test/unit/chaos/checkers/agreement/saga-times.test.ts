/** When sagas were accepted and ended, by their owners' records, the history, and what functions logged. */
import { describe, expect, it } from '@jest/globals';
import { lateSagaTimesComparison, sagaTimesComparison } from '../../../../../chaos/checkers/agreement/saga-times.ts';
import type { Fields, LedgerEntry, LoadFault, RunEvent } from '../../../../../chaos/schemas/index.ts';
import type { SagaState, SystemDefinition } from '../../../../../chaos/system/index.ts';
import { sample } from '../../sample-system.ts';
import { at, type Changes, events, history, journal, sagas, snapshot } from '../../sound-run.ts';
import { both, type Case, contradictions, experimented, given, moment } from './compared.ts';

/** What `desk`, which owns the loans, logs of the saga that a fault hit: its record is from 6 s to 9 s. */
const logged = (seconds: number, state: string, service = 'desk'): RunEvent => ({
  ...moment(seconds),
  kind: 'saga',
  correlationId: 'r1-hit-0',
  service,
  state,
});
const logging = (...more: readonly RunEvent[]): Changes => ({
  events: [...events, ...more].toSorted((one, other) => one.elapsedMs - other.elapsedMs),
});
const [base, hit, dear] = sagas as [SagaState, SagaState, SagaState];
/** The saga whose owner's record has these times, in seconds. */
const timed = (from: number, to: number, state = 'CANCELLED'): SagaState => ({
  ...hit,
  records: { ...hit.records, loan: { state, createdAt: at(from), updatedAt: at(to) } },
});
const drained = (from: number, to: number, state?: string): Changes => ({
  drained: snapshot('drained', 16, [base, timed(from, to, state), dear]),
});
const SOUND = logging(logged(6.1, 'OPEN'), logged(9.1, 'CANCELLED'));
const delayed = given({ figures: { harnessDelayMs: 1000 } });
const short: RunEvent = { ...moment(9), kind: 'machine', lacked: 'cpu', fromMs: 7000, toMs: 8000, worst: 9, limit: 5 };
/** Logged six seconds after its record's last change. */
const LATE = both(logging(logged(6.1, 'OPEN'), logged(15, 'CANCELLED')), drained(6, 9));
const during = (from: number, to: number, more: object): Changes => ({
  ...LATE,
  events: [
    ...(LATE.events ?? []),
    { ...moment(from), fromMs: from * 1000, toMs: to * 1000, ...more } as RunEvent,
  ].toSorted((one, other) => one.elapsedMs - other.elapsedMs),
});
const gone = { kind: 'heartbeat-gap', who: 'DynamoDB Local' };
const starved = (worst: number) => ({ kind: 'machine', lacked: 'cpu', worst, limit: 5 });
const stolen = (worst: number) => ({ kind: 'machine', lacked: 'steal', worst, limit: 0.3 });
const changedAt = (seconds: number) =>
  `r1-hit-0: it last changed at ${at(seconds)}, and desk reached CANCELLED at another time`;

const plain: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };

describe('the times of a saga', () => {
  /** The experiment's fault hits the saga at `shelf`. */
  const byShelf = logging(logged(6.1, 'OPEN', 'shelf'), logged(9.1, 'CANCELLED', 'shelf'));
  const EARLY = both(SOUND, drained(6, 6.05));
  const unhit = { ...byShelf, events: byShelf.events!.filter(({ kind }) => kind !== 'fault.hit') };
  const [fault] = journal.experiment.faults as [LoadFault];
  const elsewhere = { ...fault, id: 'other', parameters: { ...fault.parameters, service: 'fees' } };

  it.each<Case>([
    ['are those that its owner logged', SOUND, []],
    ['are not logged', {}, []],
    ['are logged without its end', logging(logged(6.1, 'OPEN')), []],
    ['end long after it was logged', both(SOUND, drained(6, 12.2)), [changedAt(12.2)]],
    ['end a little after it was logged', both(SOUND, drained(6, 12.1)), []],
    ['end long before it was logged', EARLY, [changedAt(6.05)]],
    ['end a little before it was logged', both(SOUND, drained(6, 6.1)), []],
    ['end before it was logged by a delayed harness', both(EARLY, delayed), []],
    [
      'end before it was logged on a machine that lacked CPU',
      both(logging(logged(6.1, 'OPEN'), logged(9.1, 'CANCELLED'), short), drained(6, 6.05)),
      [],
    ],
    [
      'end long before it was logged, and only a figure says so',
      both(LATE, given({ figures: { harnessDelayMs: 1e6 } })),
      [changedAt(9)],
    ],
    ['end long before it was logged, past a silence as long', during(10, 13, gone), []],
    ['end long before it was logged, past a silence too short', during(10, 12.9, gone), [changedAt(9)]],
    ['end long before it was logged, and the silence was over by then', during(2, 8.9, gone), [changedAt(9)]],
    ['end long before it was logged, and the silence came later', during(15.1, 19, gone), [changedAt(9)]],
    ['end long before it was logged, on a machine that was slow enough', during(2, 20, starved(5.7)), []],
    ['end long before it was logged, on a machine that was not as slow', during(2, 20, starved(2.9)), [changedAt(9)]],
    ['end long before it was logged, on a machine whose CPU was stolen', during(2, 20, stolen(0.8)), []],
    [
      'end long before it was logged, on a machine whose CPU was hardly stolen',
      during(2, 20, stolen(0.5)),
      [changedAt(9)],
    ],
    ['end before it was logged where a fault hit it', both(byShelf, drained(6, 6.05)), []],
    [
      'end before it was logged where one of two faults hit it',
      both(both(byShelf, drained(6, 6.05)), experimented({ faults: [fault, elsewhere] })),
      [],
    ],
    [
      'end before it was logged where a fault did not hit it',
      both(unhit, drained(6, 6.05)),
      [`r1-hit-0: it last changed at ${at(6.05)}, and shelf reached CANCELLED at another time`],
    ],
    [
      'end when one of two services logged it',
      both(EARLY, logging(logged(6.1, 'CANCELLED', 'fees'), logged(9.1, 'CANCELLED'))),
      [],
    ],
    ['do not end', both(SOUND, drained(6, 6.05, 'OPEN')), []],
    [
      'begin after its owner logged a state',
      both(logging(logged(6, 'OPEN'), logged(9.5, 'CANCELLED')), drained(9.1, 9.5)),
      [`r1-hit-0: it was accepted at ${at(9.1)}, and desk had reached OPEN before`],
    ],
    [
      'begin after another service logged one',
      both(logging(logged(6, 'OPEN', 'fees'), logged(9.5, 'CANCELLED')), drained(9.1, 9.5)),
      [],
    ],
    [
      'begin a little after its owner logged a state',
      both(logging(logged(6, 'OPEN'), logged(9.5, 'CANCELLED')), drained(9, 9.5)),
      [],
    ],
    [
      'are the same, and its owner logged two states',
      both(logging(logged(6, 'OPEN'), logged(6.06, 'CANCELLED')), drained(6, 6)),
      [`r1-hit-0: it was accepted and last changed at ${at(6)}, and desk reached OPEN and CANCELLED 60 ms apart`],
    ],
    [
      'are the same, and its owner logged two states at once',
      both(logging(logged(6, 'OPEN'), logged(6.05, 'CANCELLED')), drained(6, 6)),
      [],
    ],
    ['are the same, and its owner logged its end', both(logging(logged(6.1, 'CANCELLED')), drained(6, 6)), []],
    ['begin long before it was sent', drained(2.9, 9), [`r1-hit-0: it was accepted at ${at(2.9)}, before it was sent`]],
    ['begin a little before it was sent', drained(3, 9), []],
    ['begin long before, and it was not sent', { ...drained(2.9, 9), history: [history[0]!, history[2]!] }, []],
    ['are of a system without sagas', { ...EARLY, system: plain }, []],
    ['are of a run without a definition', { ...EARLY, system: null }, []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(sagaTimesComparison, changes)).toEqual(lines);
  });
});

describe('the times of a saga that ended after the drain', () => {
  const ENDED = timed(6, 21);
  const late = (more: Changes = {}): Changes => ({
    ...logging(logged(6.1, 'OPEN'), logged(25, 'CANCELLED')),
    drained: snapshot('drained', 16, [base, timed(6, 6, 'CANCELLING'), dear]),
    end: snapshot('end', 25, [base, ENDED, dear]),
    ...more,
  });
  const image = (from: number, to: number, state: string) => ({
    key: 'r1-hit-0',
    fields: timed(from, to, state).records['loan'] ?? {},
  });
  const repair = (view: string): LedgerEntry => ({
    operationId: 'loans#r1-hit-0',
    rule: 'loans',
    key: 'r1-hit-0',
    action: { kind: 'write', view, write: 'update' },
    status: 'done',
    intendedAt: at(21),
    preImage: image(6, 6, 'CANCELLING'),
    postImage: image(6, 21, 'CANCELLED'),
    undoes: false,
  });
  /** Under the key of its rule, which is another one than that of the record. */
  const ruled: LedgerEntry = { ...repair('desk.loans'), key: 'loan 7' };
  const { preImage, postImage, ...imageless } = ruled;
  const inserting: LedgerEntry = { ...imageless, postImage: postImage! };
  const deleting: LedgerEntry = { ...imageless, preImage: preImage! };
  const FIELDS = image(6, 21, 'CANCELLED').fields;
  const writing = (view: string, before: Fields | null = null, after: Fields | null = FIELDS): RunEvent[] =>
    (late().events ?? []).map((event) =>
      event.kind === 'drift.seeded' ? { ...event, writes: [{ view, key: 'r1-hit-0', before, after }] } : event,
    );
  const unsaid = (late().events ?? []).map((event) => {
    const copy = { ...event };
    if (copy.kind === 'drift.seeded') delete copy.writes;
    return copy;
  });

  it.each<Case>([
    ['are not those that its owner logged', late(), [changedAt(21)]],
    ['are those of a repair', late({ ledger: [repair('desk.loans')] }), []],
    ['are not those of a repair of another view', late({ ledger: [repair('fees.charges')] }), [changedAt(21)]],
    ['are those of a repair that inserted its record', late({ ledger: [inserting] }), []],
    ['are those of a repair that deleted its record', late({ ledger: [deleting] }), []],
    [
      'are not those of a repair that has no image',
      late({ ledger: [{ ...imageless, key: 'r1-hit-0' }] }),
      [changedAt(21)],
    ],
    [
      'are not those of a repair that found no record and left none',
      late({ ledger: [{ ...imageless, key: 'r1-hit-0', preImage: null, postImage: null }] }),
      [changedAt(21)],
    ],
    ['are those of a repair under the key of a rule', late({ ledger: [ruled] }), []],
    ['are those of drift', late({ events: writing('desk.loans') }), []],
    ['are not those of drift that wrote nothing', late({ events: writing('desk.loans', null, null) }), [changedAt(21)]],
    ['are those of drift that deleted its record', late({ events: writing('desk.loans', FIELDS, null) }), []],
    ['are not those of drift of which the run does not say what it wrote', late({ events: unsaid }), [changedAt(21)]],
    ['are not those of drift in another view', late({ events: writing('fees.charges') }), [changedAt(21)]],
    ['are compared once, if it had ended before', late({ drained: snapshot('drained', 16, [base, ENDED, dear]) }), []],
    ['are not logged', late({ events }), []],
    ['are of a system without sagas', late({ system: plain }), []],
    ['are of a run without a definition', late({ system: null }), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(lateSagaTimesComparison, changes)).toEqual(lines);
  });
});
