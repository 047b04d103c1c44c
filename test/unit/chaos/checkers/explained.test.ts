import { describe, expect, it } from '@jest/globals';
import type { Fields, Operation } from '../../../../chaos/schemas/index.ts';
import {
  anyNumberOf,
  change,
  either,
  type Expectations,
  type Expected,
  type ExpectedRecord,
  integer,
  type JudgedSnapshot,
  record,
  type SagaState,
} from '../../../../chaos/system/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import { at, type Changes, drifted, evidence, events, history, journal, sagas, snapshot } from '../sound-run.ts';

function explained(changes: Changes = {}) {
  const found = checkNamed('explained', evidence(changes));
  return { result: found?.result, lines: found?.evidence };
}

type Rows = Readonly<Record<string, Fields>>;

const ENTRY = { loanId: 'r1-base-0', kind: 'CHARGE', cents: 500 };
const TITLES = { emma: { owned: 100, free: 99 } };

/** Both snapshots after the load with these rows in one view. */
const holding = (view: string, rows: Rows): Changes => ({
  drained: snapshot('drained', 16, sagas, { [view]: rows }),
  drifted: withView(drifted(), view, rows),
  end: snapshot('end', 25, sagas, { [view]: rows }),
});

function withView(one: JudgedSnapshot, view: string, rows: Rows): JudgedSnapshot {
  const records = snapshot(one.name, 0, sagas, { [view]: rows }).views.get(view) ?? new Map();
  return { ...one, views: new Map([...one.views, [view, records]]) };
}

function sagaWith(correlationId: string, participant: string, fields: Fields): SagaState[] {
  return sagas.map((state) =>
    state.correlationId === correlationId
      ? { ...state, records: { ...state.records, [participant]: { ...state.records[participant], ...fields } } }
      : state,
  );
}

const drainedWith = (correlationId: string, participant: string, fields: Fields): Changes => ({
  drained: snapshot('drained', 16, sagaWith(correlationId, participant, fields)),
});

/** Every snapshot after the load with these sagas and views. */
function throughout(held: SagaState[], changed: Readonly<Record<string, Rows>> = {}): Changes {
  const after = snapshot('drifted', 18, held, changed);
  const misspelt = drifted().views.get('desk.titles')!;
  return {
    drained: snapshot('drained', 16, held, changed),
    drifted: { ...after, views: new Map([...after.views, ['desk.titles', misspelt]]) },
    end: snapshot('end', 25, held, changed),
  };
}

describe('explained', () => {
  it('is valid if every record follows from the load', () => {
    expect(explained()).toEqual({ result: 'valid', lines: [] });
  });

  it.each<[what: string, changes: Changes, line: string]>([
    [
      'a field of a record differs',
      drainedWith('r1-base-0', 'copy', { title: 'persuasion' }),
      'drained: shelf.holds of r1-base-0: title is "persuasion", must be "emma"',
    ],
    [
      'a record has a field of another kind',
      drainedWith('r1-base-0', 'fee', { cents: null }),
      'drained: fees.charges r1-base-0: cents is null, must be 500',
    ],
    [
      'a time is outside the run',
      drainedWith('r1-base-0', 'loan', { updatedAt: '2030-01-01T00:00:00.000Z' }),
      'drained: desk.loans r1-base-0: updatedAt is "2030-01-01T00:00:00.000Z", must be a time during the run, not before createdAt',
    ],
    [
      'nothing explains a saga',
      { drained: snapshot('drained', 16, [...sagas, { ...sagas[0]!, correlationId: 'own-1' }]) },
      `drained: desk.loans own-1: nothing explains this record (state "LENT", createdAt "${at(2)}", updatedAt "${at(3)}")`,
    ],
    [
      'an accepted request left nothing',
      { drained: snapshot('drained', 16, sagas.slice(1)) },
      'drained: r1-base-0: accepted, but the stores hold nothing of it',
    ],
    [
      'a record with a generated key is missing',
      holding('fees.entries', {}),
      'drained: fees.entries of r1-base-0: missing, with kind "CHARGE", cents 500, loanId "r1-base-0"',
    ],
    [
      'a record with a generated key stands twice',
      holding('fees.entries', { 'entry-1': ENTRY, 'entry-2': ENTRY }),
      'drained: fees.entries of r1-base-0: nothing explains this record (kind "CHARGE", cents 500)',
    ],
    [
      'a record belongs to no request',
      holding('fees.entries', { 'entry-1': ENTRY, 'entry-2': { ...ENTRY, loanId: 'nobody' } }),
      'drained: fees.entries entry-2: nothing explains this record (loanId "nobody", kind "CHARGE", cents 500)',
    ],
    [
      'a counter does not count what was asked for',
      holding('shelf.titles', { emma: { owned: 100, free: 98 } }),
      'drained: shelf.titles emma: free is 98, must be 99',
    ],
    [
      'a record that nothing mentions is not what it was',
      holding('desk.titles', { emma: { name: 'Emma', updatedAt: at(9) } }),
      `drained: desk.titles emma: updatedAt is "${at(9)}", must be "${at(0)}"`,
    ],
    [
      'a record of before the load is gone',
      holding('shelf.titles', {}),
      'drained: shelf.titles emma: gone since before the load',
    ],
    [
      'something appears only at the end',
      { end: snapshot('end', 25, sagas, { 'shelf.titles': { ...TITLES, dune: { owned: 1, free: 1 } } }) },
      'end: shelf.titles dune: nothing explains this record (owned 1, free 1)',
    ],
    [
      'a saga is lost at the end',
      { end: snapshot('end', 25, sagas.slice(1)) },
      'end: r1-base-0: accepted, but the stores hold nothing of it',
    ],
    [
      'drift changed more than the run says',
      { drifted: withView(drifted(), 'shelf.titles', { emma: { owned: 100, free: 1 } }) },
      'drifted: shelf.titles emma: free is 1, must be 99',
    ],
    [
      'what drift wrote is not there',
      { drifted: snapshot('drifted', 18) },
      'drifted: desk.titles emma: what drift wrote is not there',
    ],
  ])('is invalid if %s', (_what, changes, line) => {
    const { result, lines } = explained(changes);
    expect(result).toBe('invalid');
    expect(lines).toContain(line);
  });

  describe('before the load', () => {
    const seeding = (...records: ExpectedRecord[]): Changes => ({
      system: { ...sample, expect: { ...sample.expect!, seeded: () => records } },
    });

    it.each<[what: string, result: string, due: ExpectedRecord, lines: string[]]>([
      ['what seeding left', 'valid', record('shelf.titles', 'emma', { owned: 100 }), []],
      ['what seeding left, found by a field', 'valid', record('shelf.titles', { owned: '100' }, {}), []],
      [
        'something else',
        'invalid',
        record('shelf.titles', 'emma', { owned: 99, free: integer({ min: 200 }) }),
        ['before: shelf.titles emma: owned is 100, must be 99; free is 100, must be an integer from 200'],
      ],
      [
        'no such record',
        'invalid',
        record('shelf.titles', 'dune', { owned: 1 }),
        ['before: shelf.titles dune: missing, with owned 1'],
      ],
      [
        'no view that the definition names',
        'unknown',
        record('titles', 'emma', {}),
        [expect.stringContaining("before: the definition's expect names a view titles") as unknown as string],
      ],
    ])('must hold what seeding leaves, and holds %s', (_what, result, due, lines) => {
      const held = snapshot('before', 0, [], { 'shelf.titles': { emma: { owned: '100', free: 100 } } });
      const isText = typeof due.where !== 'string';
      expect(
        explained({ ...seeding(due), ...(isText && { before: held }) }).lines?.filter((line) =>
          line.startsWith('before'),
        ),
      ).toEqual(lines);
      if (!isText) expect(explained(seeding(due)).result).toBe(result);
    });
  });

  it('is valid if a delivery that came again wrote what it may, at any moment', () => {
    const again: Rows = { 'entry-1': ENTRY, 'entry-9': { loanId: 'r1-base-0', kind: 'AGAIN', cents: 0 } };
    const repeated: NonNullable<Expectations['repeated']> = ({ is }, isSaga) =>
      is['kind'] === 'AGAIN' && isSaga(JSON.stringify(is['loanId']).slice(1, -1));
    const system = { ...sample, expect: { ...sample.expect!, repeated } };
    const seen: Changes = { drifted: withView(drifted(), 'fees.entries', again) };
    const last: Changes = { end: snapshot('end', 25, sagas, { 'fees.entries': again }) };
    for (const moment of [seen, last]) {
      expect(explained({ ...moment, system }).lines?.filter((line) => line.startsWith('drifted'))).toEqual([]);
      expect(checkNamed('stores-level', evidence({ ...moment, system }))?.result).toBe('valid');
    }
    expect(explained(seen).lines).toContainEqual(expect.stringContaining('entry-9'));
    expect(checkNamed('stores-level', evidence(last))?.result).toBe('invalid');
  });

  it('is invalid if a counter falls below what it may', () => {
    const before = snapshot('before', 0, [], { 'shelf.titles': { emma: { owned: 0, free: 0 } } });
    const sold = holding('shelf.titles', { emma: { owned: 0, free: -1 } });
    expect(explained({ ...sold, before }).lines).toContain('drained: shelf.titles emma: free is -1, which is below 0');
  });

  it('demands nothing of a request that nobody answered, but explains what it left', () => {
    const unanswered: Operation = { ...history[0]!, correlationId: 'r1-base-1', iteration: 1, status: 0 };
    expect(explained({ history: [...history, unanswered] }).result).toBe('valid');
    const lent = sagas.flatMap((state) =>
      state.correlationId === 'r1-base-0' ? [state, { ...state, correlationId: 'r1-base-1' }] : [state],
    );
    const changed: Readonly<Record<string, Rows>> = {
      'fees.entries': { 'entry-1': ENTRY, 'entry-2': { ...ENTRY, loanId: 'r1-base-1' } },
      'shelf.titles': { emma: { owned: 100, free: 98 } },
    };
    const left = explained({ history: [...history, unanswered], ...throughout(lent, changed) });
    expect(left).toEqual({ result: 'valid', lines: [] });
  });

  it('does not take for proven what a cut history leaves open', () => {
    const held = [...sagas, { ...sagas[0]!, correlationId: 'r1-base-7' }];
    const one = { 'shelf.titles': TITLES };
    const cut = { ...throughout(held, one), journal: { status: 'interrupted' } } as const;
    expect(explained(cut).result).toBe('unknown');
  });

  it('is unknown if the definition does not say what a field must hold', () => {
    expect(explained(throughout(sagaWith('r1-base-0', 'loan', { shelf: 7 })))).toEqual({
      result: 'unknown',
      lines: [
        'drained: desk.loans r1-base-0: the definition does not say what shelf must hold',
        'end: desk.loans r1-base-0: the definition does not say what shelf must hold',
      ],
    });
  });

  describe('by a definition that names what its system does not have', () => {
    const views = ['desk.loans', 'shelf.holds', 'fees.charges', 'fees.entries', 'shelf.titles', 'desk.titles'];
    const declaring = (one: JudgedSnapshot): JudgedSnapshot => ({
      ...one,
      fields: new Map([...one.views].map(([view, held]) => [view, namesIn([...held.values()])])),
    });
    const namesIn = (records: readonly { readonly fields: Fields }[]) =>
      new Set(records.flatMap(({ fields }) => Object.keys(fields)));
    const sound = declaring(snapshot('drained', 16));
    const expecting = (more: (id: string) => Expected): Changes => ({
      drained: sound,
      system: {
        ...sample,
        expect: {
          request: (request, end, before) => [
            ...sample.expect!.request(request, end, before),
            more(request.correlationId),
          ],
        },
      },
    });

    it.each<[what: string, more: (id: string) => Expected, line: string]>([
      [
        'a view',
        () => record('desk.lones', 'l-1', { state: 'LENT' }),
        `drained: the definition's expect names a view desk.lones, which the system does not have; it has: ${views.join(', ')}`,
      ],
      [
        'a view of which any number of records may stand',
        (loanId) => anyNumberOf('lones', { loanId }, {}),
        `drained: the definition's expect names a view lones, which the system does not have; it has: ${views.join(', ')}`,
      ],
      [
        'a field of a record',
        (loanId) => record('fees.entries', { loanId }, { kynd: 'CHARGE' }),
        "drained: the definition's expect names a field kynd of fees.entries, which the view does not declare; it declares: loanId, kind, cents",
      ],
      [
        'the field by which a record is found',
        (lone) => either([record('fees.entries', { lone }, { kind: 'CHARGE' })], []),
        "drained: the definition's expect names a field lone of fees.entries, which the view does not declare; it declares: loanId, kind, cents",
      ],
      [
        'a field that changes',
        () => change('shelf.titles', 'emma', 'fre', -1),
        "drained: the definition's expect names a field fre of shelf.titles, which the view does not declare; it declares: owned, free",
      ],
    ])('is unknown, and names %s once', (_what, more, line) => {
      const { result, lines } = explained(expecting(more));
      expect(result).toBe('unknown');
      expect(lines?.filter((one) => one === line)).toEqual([line]);
    });

    it('is invalid if the record that must stand is missing, although its names are right', () => {
      expect(explained(expecting(() => record('desk.titles', 'dune', { name: 'Dune' }))).result).toBe('invalid');
    });
  });

  it('is left out for a definition that does not say what the stores must hold', () => {
    const open = { ...sample };
    delete open.expect;
    expect(explained({ system: open }).result).toBeUndefined();
  });

  it('judges what a stopped run left after its drain', () => {
    const stopped = { journal: { status: 'stopped' }, events: events.filter(({ kind }) => kind !== 'reconcile.ended') };
    const changes = holding('shelf.titles', { emma: { owned: 100, free: 98 } });
    expect(explained({ ...changes, ...stopped } as Changes).result).toBe('invalid');
    expect(journal.status).toBe('completed');
  });

  it('allows a saga that is not at its end to hold numbers of a record that it shares', () => {
    const held = { 'shelf.titles': { emma: { owned: 99, free: 98 } } };
    const unfinished = sagaWith('r1-base-0', 'loan', { state: 'OPEN' });
    const shared = ({ lines = [] }: ReturnType<typeof explained>) =>
      lines.filter((line) => line.startsWith('drained: shelf.titles'));
    expect(shared(explained({ drained: snapshot('drained', 16, unfinished, held) }))).toEqual([]);
    expect(shared(explained({ drained: snapshot('drained', 16, sagas, held) }))).toEqual([
      'drained: shelf.titles emma: owned is 99, must be 100; free is 98, must be 99',
    ]);
  });
});
