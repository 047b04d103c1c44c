/** What a snapshot may hold that no request of the history left: earlier sagas, those of drift, and records of no saga. */
import { describe, expect, it } from '@jest/globals';
import {
  anyNumberOf,
  change,
  either,
  type Expectations,
  type OrphanedSaga,
  record,
  time,
} from '../../../../../chaos/system/index.ts';
import {
  absentFrom,
  completed,
  desk,
  expect as expectations,
  findingsOf,
  type Held,
  lent,
  LOAN,
  plainDesk,
  saga,
  sent,
} from './small-world.ts';

const OTHER = 'r0-lend-7';
const other = (loan: string, copy?: string, more: object = {}): Held => ({
  loans: { [OTHER]: { state: loan, ...more } },
  copies: copy === undefined ? {} : { c7: { loanId: OTHER, state: copy } },
});

describe('a saga that nothing started', () => {
  const held = other('LENT', 'TAKEN');
  const lines = [
    `loans ${OTHER}: nothing explains this record (state "LENT")`,
    `copies ${OTHER}: nothing explains this record (loanId "${OTHER}", state "TAKEN")`,
  ];

  it('is explained by nothing', () => {
    expect(findingsOf({ held })).toEqual({ violations: lines });
  });

  it('proves nothing if the history may lack its request', () => {
    const asked: string[] = [];
    const isSentKnown = (correlationId: string) => asked.push(correlationId) === 0;
    expect(findingsOf({ held, isSentKnown })).toEqual({ undecided: lines });
    expect(asked).toEqual([OTHER]);
  });

  it('may have left records that others share, if the history may lack its request', () => {
    const more = { titles: { emma: { free: 9 } }, entries: { e7: { loanId: OTHER, cents: 500 } } };
    const before = { titles: { emma: { free: 10 } } };
    const others = [
      'titles emma: free is 9, must be 10',
      `entries e7: nothing explains this record (loanId "${OTHER}", cents 500)`,
    ];
    expect(findingsOf({ before, held: { ...held, ...more }, isSentKnown: () => false })).toEqual({
      undecided: expect.arrayContaining([...lines, ...others]),
    });
    expect(findingsOf({ before, held: { ...before, ...more }, mayLackRequests: true })).toEqual({
      undecided: expect.arrayContaining(others),
    });
    expect(findingsOf({ before, held: { ...held, ...more } })['violations']).toHaveLength(lines.length + others.length);
  });

  it('is excused by no absence', () => {
    expect(findingsOf({ held, absences: [absentFrom(10, 12)] })).toEqual({ violations: lines });
  });
});

describe('a saga of before the load', () => {
  it.each<[what: string, before: Held, held: Held, lines: string[]]>([
    ['is as it was', other('LENT', 'TAKEN'), other('LENT', 'TAKEN'), []],
    [
      'changed, although it had ended',
      other('LENT', 'TAKEN'),
      other('LENT', 'LOST'),
      [`copies ${OTHER}: state is "LOST", must be "TAKEN"`],
    ],
    ['lost a record', other('LENT', 'TAKEN'), other('LENT'), [`copies ${OTHER}: gone since before the load`]],
    [
      'gained a record',
      other('CANCELLED'),
      other('CANCELLED', 'TAKEN'),
      [`copies ${OTHER}: nothing explains this record (loanId "${OTHER}", state "TAKEN")`],
    ],
    ['went on, because it had not ended', other('OPEN'), other('LENT', 'TAKEN'), []],
    ['went on, and has not ended yet', other('OPEN'), other('ASKED'), []],
    [
      'is gone',
      other('LENT', 'TAKEN'),
      {},
      [`loans ${OTHER}: gone since before the load`, `copies ${OTHER}: gone since before the load`],
    ],
    ['is gone, and had no copy', other('CANCELLED'), {}, [`loans ${OTHER}: gone since before the load`]],
  ])('%s', (_what, before, held, violations) => {
    expect(findingsOf({ before, held })['violations'] ?? []).toEqual(violations);
  });

  it('is a saga of a request, too, if the request has its id', () => {
    const before = lent;
    expect(findingsOf({ before, held: completed, history: [sent()], ends: { [LOAN]: 'completed' } })).toEqual({
      violations: ['titles emma: free is 9, must be -1'],
    });
  });
});

describe('a saga that had ended before the load', () => {
  const asked: [string, string][] = [];
  const ended: Expectations['ended'] = ({ correlationId: id, records }, end) => {
    asked.push([id, end]);
    if (records['loan']?.['cents'] === undefined) return undefined;
    return [
      record('loans', id, { state: 'LENT', cents: records['loan']['cents'], at: time() }, { minVersion: 2 }),
      record('copies', { loanId: id }, { state: 'TAKEN' }),
      record('entries', { loanId: id }, { cents: records['loan']['cents'] }),
      anyNumberOf('letters', id, { text: 'sorry' }),
      change('titles', 'emma', 'free', -1),
    ];
  };
  const system = { ...desk, expect: { ...expectations, ended } };
  const loan: Held = other('LENT', 'TAKEN', { cents: 500, at: '2020-01-01T00:00:00.000Z' });
  const stored = (entries: Held[string], more: Held = {}): Held => ({ ...loan, entries, ...more });
  const whole = stored({ e7: { loanId: OTHER, cents: 500 } });

  it('agrees with itself, whenever it was written, and however often', () => {
    expect(findingsOf({ system, before: whole, held: whole })).toEqual({});
    expect(asked).toEqual([[OTHER, 'completed']]);
  });

  it('is compared with itself although nothing has changed since', () => {
    const wrong = stored({ e7: { loanId: OTHER, cents: 5 } });
    expect(findingsOf({ system, before: wrong, held: wrong })).toEqual({
      violations: [`entries of ${OTHER}: cents is 5, must be 500`],
    });
    const twice = stored({ e7: { loanId: OTHER, cents: 500 }, e8: { loanId: OTHER, cents: 500 } });
    expect(findingsOf({ system, before: twice, held: twice })['violations']).toHaveLength(1);
  });

  it('shows in its other records once they are at rest', () => {
    expect(findingsOf({ system, before: stored({}), held: whole })).toEqual({});
  });

  it('is still compared with what it was', () => {
    const letter = { letters: { [OTHER]: { text: 'sorry' } } };
    expect(findingsOf({ system, before: stored(whole['entries'] ?? {}, letter), held: whole })).toEqual({
      violations: [`letters ${OTHER}: gone since before the load`],
    });
  });

  it('has records that are compared with what they were, too', () => {
    const before = stored({ e7: { loanId: OTHER, cents: 5 } });
    expect(findingsOf({ system, before, held: whole })).toEqual({
      violations: ['entries e7: cents is 500, must be 5'],
    });
  });

  it('may have left one of several records at the same place', () => {
    const entry = (id: string, cents: number) => record('entries', { loanId: id }, { cents });
    const ended: Expectations['ended'] = ({ correlationId: id }) => [
      record('loans', id, { state: 'LENT' }),
      record('copies', { loanId: id }, { state: 'TAKEN' }),
      either([entry(id, 400)], [entry(id, 500)]),
    ];
    const held = { ...other('LENT', 'TAKEN'), entries: { e7: { loanId: OTHER, cents: 500 } } };
    expect(findingsOf({ system: { ...desk, expect: { ...expectations, ended } }, before: held, held })).toEqual({});
  });

  it('may hold anything if the definition says nothing of it', () => {
    const held = other('LENT', 'TAKEN');
    expect(findingsOf({ system, before: held, held })).toEqual({});
    expect(findingsOf({ before: loan, held: loan })).toEqual({});
  });
});

describe('a saga that only drift started', () => {
  const drift: OrphanedSaga = {
    correlationId: OTHER,
    written: [{ view: 'copies', key: 'c7', fields: { loanId: OTHER, state: 'TAKEN' } }],
  };
  const given = { orphans: new Map([[OTHER, drift]]), isReconciled: true };
  const seen: [OrphanedSaga, string][] = [];
  const orphan = (one: OrphanedSaga, end: string) => {
    seen.push([one, end]);
    return [
      record('loans', one.correlationId, { state: 'CANCELLED' }),
      record('letters', one.correlationId, { text: 'sorry' }),
    ];
  };
  const system = { ...desk, expect: { ...expectations, orphan } };
  const letter = { letters: { [OTHER]: { text: 'sorry' } } };

  it('leaves what the definition says, by the end that it reached', () => {
    expect(findingsOf({ ...given, system, held: { ...other('CANCELLED'), ...letter } })).toEqual({});
    expect(seen).toEqual([[drift, 'rolled-back']]);
    expect(findingsOf({ ...given, system, held: other('CANCELLED') })).toEqual({
      violations: [`letters ${OTHER}: missing, with text "sorry"`],
    });
    expect(findingsOf({ ...given, system, held: { ...other('LENT', 'TAKEN'), ...letter } })).toEqual({
      violations: [
        `loans ${OTHER}: state is "LENT", must be "CANCELLED"`,
        `copies of ${OTHER}: nothing explains this record (loanId "${OTHER}", state "TAKEN")`,
      ],
    });
  });

  it('leaves nothing if the definition does not say what', () => {
    expect(findingsOf({ ...given, held: other('CANCELLED') })).toEqual({
      violations: [`loans ${OTHER}: nothing explains this record (state "CANCELLED")`],
    });
  });

  it('must have reached an end, unless the harness was absent meanwhile', () => {
    const line = `${OTHER}: has reached no end (loan none, copy TAKEN), so nothing explains its records`;
    const held: Held = { copies: { c7: { loanId: OTHER, state: 'TAKEN' } } };
    expect(findingsOf({ ...given, held })).toEqual({ violations: [line] });
    expect(findingsOf({ ...given, held, absences: [absentFrom(10, 12)] })).toEqual({ excused: [line] });
    expect(findingsOf({ ...given, held, isReconciled: false })).toEqual({});
  });

  it('may name what the system does not have: the definition is wrong then', () => {
    const wrong = { ...desk, expect: { ...expectations, orphan: () => [record('lones', 'l-1', {})] } };
    expect(findingsOf({ ...given, system: wrong, held: other('CANCELLED') })['mistakes']).toEqual([
      "the definition's expect names a view lones, which the system does not have; it has: loans, copies, notes, entries, letters, titles",
    ]);
  });
});

describe('a record of a participant without a correlation id', () => {
  const lost = (fields: object): Held => ({ copies: { c9: { loanId: null, ...fields } } });

  it.each<[what: string, before: Held, held: Held, lines: string[]]>([
    ['is new', {}, lost({ state: 'TAKEN' }), ['copies c9: nothing explains this record (loanId null, state "TAKEN")']],
    ['is as before the load', lost({ state: 'TAKEN' }), lost({ state: 'TAKEN' }), []],
    ['changed', lost({ state: 'TAKEN' }), lost({ state: 'FREE' }), ['copies c9: state is "FREE", must be "TAKEN"']],
    ['is gone', lost({ state: 'TAKEN' }), {}, ['copies c9: gone since before the load']],
    [
      'stands beside one that is doubled',
      {},
      { copies: { ...lost({}).copies, c1: { loanId: 'own', state: 'HELD' }, c2: { loanId: 'own', state: 'HELD' } } },
      [
        'copies own: nothing explains this record (loanId "own", state "HELD")',
        'copies c9: nothing explains this record (loanId null)',
      ],
    ],
  ])('%s', (_what, before, held, violations) => {
    expect(findingsOf({ before, held })['violations'] ?? []).toEqual(violations);
  });

  it('is found among those of sagas', () => {
    const held: Held = { ...lent, copies: { ...lent.copies, ...lost({ state: 'TAKEN' }).copies } };
    expect(findingsOf({ held, history: [sent()], ends: { [LOAN]: 'completed' } })['violations']).toContain(
      'copies c9: nothing explains this record (loanId null, state "TAKEN")',
    );
  });
});

describe('other views', () => {
  it('are compared with what they held before, whether a snapshot has them or not', () => {
    const rows: Held = { shelves: { s1: { books: 3 } } };
    expect(findingsOf({ held: rows })).toEqual({
      violations: ['shelves s1: nothing explains this record (books 3)'],
    });
    expect(findingsOf({ before: rows, held: {} })).toEqual({
      violations: ['shelves s1: gone since before the load'],
    });
    expect(findingsOf({ before: rows, held: rows })).toEqual({});
  });

  it('hold what no absence since the beginning of the run may have caused', () => {
    const given = { before: { titles: { emma: { free: 1 } } }, held: { titles: { emma: { free: 2 } } } };
    const line = 'titles emma: free is 2, must be 1';
    expect(findingsOf({ ...given, absences: [absentFrom(0, 1)] })).toEqual({ excused: [line] });
    expect(findingsOf({ ...given, absences: [absentFrom(20, 21)] })).toEqual({ violations: [line] });
  });

  it('are all that a system without sagas has', () => {
    const rows = { loans: { l1: { state: 'LENT' } } };
    expect(saga.participants['loan']?.view).toBe('loans');
    expect(findingsOf({ system: plainDesk, held: rows })).toEqual({
      violations: ['loans l1: nothing explains this record (state "LENT")'],
    });
  });
});
