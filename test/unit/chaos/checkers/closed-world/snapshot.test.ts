/** What a snapshot may and must hold of each request, by what is known of the request. */
import { describe, expect, it } from '@jest/globals';
import { NO_SAGA, REFUSED, UNDECIDED } from '../../../../../chaos/prediction/predicted-end.ts';
import type { LoadFault, Operation } from '../../../../../chaos/schemas/index.ts';
import { type AcceptedRequest, change, type Expectations, record, time } from '../../../../../chaos/system/index.ts';
import { at, experiment, journal } from '../../sound-run.ts';
import {
  absentFrom,
  completed,
  desk,
  explain,
  findingsOf,
  type Given,
  type Held,
  lent,
  linesOf,
  LOAN,
  NOTE,
  plainDesk,
  sent,
} from './small-world.ts';

const TITLE: Held = { titles: { emma: { free: 10 } } };
const noted: Held = { notes: { [NOTE]: { text: 'asked' } } };

/** Whether the note of this request must stand, must not, or may. */
function demandOnNote(given: Omit<Given, 'held'>): string {
  const [without, with_] = [findingsOf({ ...given, held: {} }), findingsOf({ ...given, held: noted })];
  const found = JSON.stringify([without['violations'] ?? [], with_['violations'] ?? []]);
  const known: Readonly<Record<string, string>> = {
    [JSON.stringify([[`notes ${NOTE}: missing, with text "asked"`], []])]: 'must',
    [JSON.stringify([[], [`notes ${NOTE}: nothing explains this record (text "asked")`]])]: 'must not',
    [JSON.stringify([[], []])]: 'may',
  };
  return known[found] ?? found;
}

describe('what a request without a saga asked for', () => {
  it.each<[demand: string, end: string | undefined, status: number]>([
    ['must not', REFUSED, 202],
    ['must', undefined, 200],
    ['must', undefined, 399],
    ['must not', undefined, 400],
    ['must not', undefined, 499],
    ['may', undefined, 500],
    ['may', undefined, 199],
    ['may', undefined, 0],
    ['must', NO_SAGA, 200],
    ['may', NO_SAGA, 500],
    ['must', UNDECIDED, 200],
    ['must not', UNDECIDED, 404],
    ['may', UNDECIDED, 503],
  ])('%s stand if its predicted end is %s and its status %i', (demand, end, status) => {
    const ends = end === undefined ? {} : { [NOTE]: end };
    expect(demandOnNote({ history: [sent(NOTE, { status })], ends })).toBe(demand);
  });

  it.each<[demand: string, end: string | undefined, status: number]>([
    ['must', 'completed', 500],
    ['must', 'completed', 200],
    ['must not', REFUSED, 202],
    ['must not', 'completed', 404],
    ['may', undefined, 500],
  ])('%s stand on a system without sagas if its predicted end is %s and its status %i', (demand, end, status) => {
    const ends = end === undefined ? {} : { [NOTE]: end };
    expect(demandOnNote({ history: [sent(NOTE, { status })], ends, system: plainDesk })).toBe(demand);
  });

  it('may stand on a system without sagas if its request failed, whatever end its journey states', () => {
    const history = [sent(LOAN, { status: 500 })];
    for (const held of [{}, { notes: { [LOAN]: { text: 'asked' } } }]) {
      expect(findingsOf({ history, held, system: plainDesk })).toEqual({});
    }
  });

  it('may be missing without proof while the harness is absent after it was sent', () => {
    const given = { history: [sent(NOTE)], held: {} };
    const line = `notes ${NOTE}: missing, with text "asked"`;
    expect(findingsOf({ ...given, absences: [absentFrom(10, 12)] })).toEqual({ excused: [line] });
    expect(findingsOf({ ...given, absences: [absentFrom(20, 22)] })).toEqual({ violations: [line] });
  });

  it('is proven to stand where nothing may, absence or not', () => {
    const given = { history: [sent(NOTE)], ends: { [NOTE]: REFUSED }, held: { loans: { [NOTE]: { state: 'LENT' } } } };
    const line = `loans ${NOTE}: nothing explains this record (state "LENT")`;
    expect(findingsOf({ ...given, absences: [absentFrom(10, 12)] })).toEqual({ violations: [line] });
  });
});

describe('a saga', () => {
  const accepted = { history: [sent()], ends: { [LOAN]: 'completed' }, before: TITLE };

  it('leaves what its end leaves', () => {
    expect(findingsOf({ ...accepted, held: completed })).toEqual({});
    const back: Held = {
      loans: { [LOAN]: { state: 'CANCELLED' } },
      titles: { emma: { free: 10 }, dune: { refused: 1 } },
    };
    expect(findingsOf({ ...accepted, held: back })).toEqual({});
    expect(findingsOf({ ...accepted, held: { ...back, letters: { [LOAN]: { text: 'sorry' } } } })).toEqual({});
    expect(findingsOf({ ...accepted, held: { ...completed, letters: { [LOAN]: { text: 'sorry' } } } })).toEqual({
      violations: [`letters ${LOAN}: nothing explains this record (text "sorry")`],
    });
  });

  it('leaves other records, of which each has its name', () => {
    const held: Held = {
      ...completed,
      loans: { [LOAN]: { state: 'LENT', shelf: 7 } },
      copies: { c1: { loanId: LOAN, state: 'TAKEN', shelf: 7 } },
    };
    expect(findingsOf({ ...accepted, held })['undecided']).toEqual([
      `loans ${LOAN}: the definition does not say what shelf must hold`,
      `copies of ${LOAN}: the definition does not say what shelf must hold`,
    ]);
  });

  it.each([200, 503])('must stand if it was predicted, whatever the status, such as %i', (status) => {
    const { changes, ...found } = explain({ ...accepted, history: [sent(LOAN, { status })], held: TITLE });
    expect(linesOf({ changes, ...found })).toEqual({
      violations: [`${LOAN}: accepted, but the stores hold nothing of it`],
    });
    expect(changes.isOpen('titles', 'emma')).toBe(true);
  });

  it('must not stand if its request was refused, nor a second record of it', () => {
    const twice: Held = { ...lent, copies: { ...lent.copies, c2: { loanId: LOAN, state: 'HELD' } } };
    expect(findingsOf({ history: [sent()], ends: { [LOAN]: REFUSED }, held: twice })).toEqual({
      violations: [
        `loans ${LOAN}: nothing explains this record (state "LENT")`,
        `copies of ${LOAN}: nothing explains this record (loanId "${LOAN}", state "HELD")`,
        `${LOAN}: nothing explains a second record of its copy`,
      ],
    });
  });

  it('is explained by a request that may have started it', () => {
    const unsure = { history: [sent(LOAN, { status: 504 })], ends: { [LOAN]: UNDECIDED }, before: TITLE };
    expect(findingsOf({ ...unsure, held: completed })).toEqual({});
    expect(findingsOf({ ...unsure, held: TITLE })).toEqual({});
    expect(findingsOf({ ...unsure, held: { ...completed, ...TITLE } })).toEqual({
      violations: ['titles emma: free is 10, must be 9'],
    });
  });

  it('need not stand if nobody knows whether its request was accepted', () => {
    for (const status of [0, 500]) expect(findingsOf({ history: [sent(LOAN, { status })], held: {} })).toEqual({});
  });

  it('that has no end yet may have left anything that any of its ends leaves', () => {
    const held: Held = {
      ...completed,
      loans: { [LOAN]: { state: 'OPEN' } },
      letters: { [LOAN]: { text: 'sorry' } },
      titles: { emma: { free: 7 }, dune: { refused: 3 } },
    };
    const { changes, ...found } = explain({ ...accepted, held });
    expect(linesOf({ changes, ...found })).toEqual({});
    expect(['emma', 'dune', 'other'].map((key) => changes.isOpen('titles', key))).toEqual([true, true, false]);
    expect(findingsOf({ ...accepted, held: { ...held, notes: { [LOAN]: { text: 'asked' } } } })).toEqual({
      violations: [`notes ${LOAN}: nothing explains this record (text "asked")`],
    });
  });

  it('must have an end after the reconcile run, unless the harness was absent while it went on', () => {
    const given = { ...accepted, held: { ...TITLE, loans: { [LOAN]: { state: 'OPEN' } } }, isReconciled: true };
    const line = `${LOAN}: has reached no end (loan OPEN, copy none), so nothing explains its records`;
    expect(findingsOf(given)).toEqual({ violations: [line] });
    expect(findingsOf({ ...given, absences: [absentFrom(10, 12)] })).toEqual({ excused: [line] });
    expect(findingsOf({ ...given, absences: [absentFrom(20, 22)] })).toEqual({ violations: [line] });
  });

  it('that lacks a record lacks it without proof if the harness was absent meanwhile', () => {
    const held: Held = { ...completed, entries: {} };
    const line = `entries of ${LOAN}: missing, with cents 500, loanId "${LOAN}"`;
    expect(findingsOf({ ...accepted, held })).toEqual({ violations: [line] });
    expect(findingsOf({ ...accepted, held, absences: [absentFrom(10, 12)] })).toEqual({ excused: [line] });
  });
});

describe('a request of which nothing states whether it starts a saga', () => {
  const ID = 'r1-post-0';
  const entry: Held = { entries: { e1: { loanId: ID, cents: 500 } } };
  const line = `entries e1: nothing explains this record (loanId "${ID}", cents 500)`;
  const given = { history: [sent(ID, { journey: 'request', status: 404 })], ends: { [ID]: UNDECIDED }, held: entry };

  type Outcomes = readonly { readonly scenario: string; readonly hitBy?: string; readonly end?: string }[];
  it.each<[what: string, outcomes: Outcomes, lines: object]>([
    ['none', [], { violations: [line] }],
    ['one for its scenario', [{ scenario: 'post', end: 'completed' }], {}],
    ['one for its scenario when a fault hits', [{ scenario: 'post', hitBy: 'broken', end: 'completed' }], {}],
    ['one without an end', [{ scenario: 'post', hitBy: 'broken' }], { violations: [line] }],
    ['one that says it starts none', [{ scenario: 'post', end: NO_SAGA }], { violations: [line] }],
    [
      'one that says it starts none, and one that a fault makes it start one',
      [
        { scenario: 'post', end: NO_SAGA },
        { scenario: 'post', hitBy: 'broken', end: 'completed' },
      ],
      {},
    ],
    ['one for another scenario', [{ scenario: 'get', end: 'completed' }], { violations: [line] }],
  ])('may leave what a saga leaves by its outcomes: %s', (_what, outcomes, lines) => {
    const expected = outcomes.map((outcome) => ({ status: [202], ...outcome }));
    expect(findingsOf({ ...given, outcomes: expected })).toEqual(lines);
  });

  it('may leave what a saga leaves if there is one', () => {
    const open = { loans: { [ID]: { state: 'OPEN' } } };
    expect(findingsOf({ ...given, history: [sent(ID, { journey: 'request' })], held: open })).toEqual({});
  });
});

describe('a time during the request', () => {
  const stamped = (createdAt: string, changes: Partial<Operation> = {}) => {
    const expecting: Expectations = {
      request: ({ correlationId: id }) => [record('notes', id, { createdAt: time({ during: 'request' }) })],
    };
    const given = {
      history: [sent(NOTE, { durationMs: 1000, ...changes })],
      held: { notes: { [NOTE]: { createdAt } } },
    };
    return findingsOf({ ...given, system: { ...desk, expect: expecting } })['violations'] ?? [];
  };
  // The request is sent in second 2 and answered in second 3 of a run at 20 times the speed; clocks may differ by 3 s.
  it.each<[isDuring: boolean, seconds: number, changes: Partial<Operation>]>([
    [true, 2, {}],
    [true, 5, {}],
    [false, 7, {}],
    [true, 7, { status: 500 }],
    [true, 7, { status: 0 }],
    [false, 7, { status: 200 }],
    [true, 3, { elapsedMs: 5000 }],
    [false, 3, { elapsedMs: 8000 }],
  ])('is that: %s, in second %i, with %j', (isDuring, seconds, changes) => {
    const line = `notes ${NOTE}: createdAt is "${at(seconds)}", must be a time during the request`;
    expect(stamped(at(seconds), changes)).toEqual(isDuring ? [] : [line]);
  });
});

describe('a saga that was in flight before the load', () => {
  const OLD = 'old-1';
  const known = { loans: { [OLD]: { state: 'OPEN' } }, titles: { emma: { free: 10 } } };
  const ended: Held = { loans: { [OLD]: { state: 'LENT' } }, copies: { c1: { loanId: OLD, state: 'TAKEN' } } };
  const asked: unknown[] = [];
  const expecting: Expectations = {
    request: () => [],
    earlier(saga, end) {
      asked.push([saga, end]);
      return [
        record('loans', OLD, { state: 'LENT' }),
        record('copies', { loanId: OLD }, { state: 'TAKEN' }),
        record('letters', OLD, { text: 'lent' }),
        change('titles', 'emma', 'free', -1),
      ];
    },
  };
  const left = (held: Held, earlier: Pick<Expectations, 'earlier'> = expecting) =>
    findingsOf({ before: known, held, system: { ...desk, expect: { request: () => [], ...earlier } } });

  it('leaves what the definition says', () => {
    const letters = { [OLD]: { text: 'lent' } };
    expect(left({ ...ended, letters, titles: { emma: { free: 9 } } })).toEqual({});
    expect(asked).toEqual([[{ correlationId: OLD, records: { loan: { state: 'OPEN' }, copy: null } }, 'completed']]);
    expect(left({ ...ended, titles: { emma: { free: 10 } } })['violations']).toEqual([
      `letters ${OLD}: missing, with text "lent"`,
    ]);
  });

  it('may hold anything as long as it has reached no end', () => {
    const open: Held = { loans: { [OLD]: { state: 'ASKED' } }, letters: { [OLD]: { text: '?' } } };
    expect(left({ ...open, titles: { emma: { free: 3 } } })).toEqual({});
  });

  it('may hold anything if the definition does not say what it leaves', () => {
    const other: Held = { ...ended, loans: { [OLD]: { state: 'LENT', to: 'eve' } }, titles: known.titles };
    expect(left(other, {})).toEqual({});
    expect(left(other, { earlier: () => undefined })).toEqual({});
  });
});

describe('a record that may be written again', () => {
  it('is that of a saga that stands', () => {
    const repeated: NonNullable<Expectations['repeated']> = ({ view, was, is }, isSaga) =>
      view === 'notes' && is['text'] !== was?.['text'] && isSaga(JSON.stringify(is['loanId']).slice(1, -1));
    const system = { ...desk, expect: { request: () => [], repeated } };
    const given = { system, before: { loans: { old: { state: 'CANCELLED' } } } };
    const noted = (loanId: string): Held => ({ ...given.before, notes: { n1: { loanId, text: 'again' } } });
    expect(findingsOf({ ...given, held: noted('old') })).toEqual({});
    expect(findingsOf({ ...given, held: noted('new') })['violations']).toHaveLength(1);
  });
});

describe('the expectation of a request', () => {
  /** What the definition is asked with, for each request. */
  function askedIn(given: Omit<Given, 'system'>): (readonly [AcceptedRequest, string | null])[] {
    const asked: (readonly [AcceptedRequest, string | null])[] = [];
    const expecting: Expectations = {
      request(request, end) {
        asked.push([request, end]);
        return [];
      },
    };
    explain({ ...given, system: { ...desk, expect: expecting } });
    return asked;
  }

  const { correlationId, scenario, iteration, journey, status } = sent();
  const common = { correlationId, scenario, iteration, journey, status, reached: {}, faults: [] };
  const given = { ends: { [LOAN]: 'completed' }, held: lent, releasesOf: (id: string) => [`release of ${id}`] };

  it('starts from what services logged of it, from the faults that were aimed at it, and from which of them hit', () => {
    const aimedAt = (iterations: number[], scenario = 'lend'): LoadFault => ({
      id: `${scenario} ${iterations.join()}`,
      fault: 'latency',
      scenario,
      rate: 1,
      iterations,
      attempts: 1,
      leaseSeconds: 9,
      parameters: { ms: 9 },
    });
    const reached = { desk: ['OPEN', 'LENT'] };
    const faults = [aimedAt([0]), aimedAt([1]), aimedAt([0], 'note'), aimedAt([0, 1])];
    const [[request] = []] = askedIn({
      ...given,
      history: [sent()],
      statesOf: (id) => (id === LOAN ? reached : {}),
      wasHit: (faultId, id) => faultId === 'lend 0,1' && id === LOAN,
      journal: { ...journal, experiment: { ...experiment, faults } },
    });
    expect([request?.reached, request?.faults]).toEqual([
      reached,
      [
        { ...faults[0], hit: false },
        { ...faults[3], hit: true },
      ],
    ]);
  });

  it('starts from the request, who ended its saga, and the releases that handled it', () => {
    const history = [sent(LOAN, { asked: { title: 'emma' } })];
    expect(askedIn({ ...given, history })).toEqual([
      [{ ...common, asked: { title: 'emma' }, endedBy: 'services', handledBy: [`release of ${LOAN}`] }, 'completed'],
    ]);
    expect(askedIn({ ...given, history, stranded: [LOAN], isReconciled: true })).toEqual([
      [{ ...common, asked: { title: 'emma' }, endedBy: 'reconciler', handledBy: [] }, 'completed'],
    ]);
  });

  it('starts from nothing asked for, of a request whose record does not have it', () => {
    const bare = sent(NOTE);
    delete bare.asked;
    const [[request, end] = []] = askedIn({ history: [bare], held: {} });
    expect([request?.asked, request?.endedBy, end]).toEqual([{}, 'services', null]);
  });

  it('knows each record of before the load, by its view and its key, however often it is asked for', () => {
    const seen: unknown[] = [];
    const expecting: Expectations = {
      request(_request, _end, before) {
        const places = [
          ['titles', 'emma'],
          ['titles', 'dune'],
          ['notes', 'emma'],
          ['nowhere', 'emma'],
        ] as const;
        for (const [view, key] of [...places, ...places]) seen.push(before(view, key));
        return [];
      },
    };
    const before: Held = { titles: { emma: { free: 10 } }, notes: { emma: { text: 'old' } } };
    explain({ history: [sent(NOTE)], before, held: before, system: { ...desk, expect: expecting } });
    const once = [{ free: 10 }, undefined, { text: 'old' }, undefined];
    expect(seen).toEqual([...once, ...once]);
  });

  it('may look for records of one view by several fields and by their key', () => {
    const expecting: Expectations = {
      request: ({ correlationId: id }) => [
        record('notes', id, { text: 'asked' }),
        record('notes', { about: id }, { text: 'about' }),
        record('notes', { answers: id }, { text: 'answer' }),
        change('titles', 'emma', 'free', 1),
      ],
    };
    const held: Held = {
      titles: { emma: { free: 1 } },
      notes: { [NOTE]: { text: 'asked' }, n1: { about: NOTE, text: 'about' }, n2: { answers: NOTE, text: 'answer' } },
    };
    expect(findingsOf({ history: [sent(NOTE)], held, system: { ...desk, expect: expecting } })).toEqual({});
  });
});
