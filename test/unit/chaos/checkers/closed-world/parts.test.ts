/** The small parts that the comparison of the stores with their explanation is made of. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changedRecord, Changes, outOfBounds } from '../../../../../chaos/checkers/closed-world/changes.ts';
import { exceptionsOf, explainDrift, orphansOf } from '../../../../../chaos/checkers/closed-world/drift.ts';
import { allExcused, excusing, noFindings } from '../../../../../chaos/checkers/closed-world/findings.ts';
import { OpenSagas } from '../../../../../chaos/checkers/closed-world/open-sagas.ts';
import { explainOthers, reportChange } from '../../../../../chaos/checkers/closed-world/other-records.ts';
import type { RecordChange } from '../../../../../chaos/checkers/closed-world/record-changes.ts';
import { changedFields, isAllowed, shown, shownFields } from '../../../../../chaos/checkers/closed-world/values.ts';
import { ViewIndex } from '../../../../../chaos/checkers/closed-world/view-index.ts';
import type { Fields, RunEvent, StoredRecord } from '../../../../../chaos/schemas/index.ts';
import { sample } from '../../sample-system.ts';
import { at } from '../../sound-run.ts';

type Rows = Readonly<Record<string, Fields>>;
const recordsOf = (rows: Rows): ReadonlyMap<string, StoredRecord> =>
  new Map(Object.entries(rows).map(([key, fields]) => [key, { key, fields }]));
const viewsOf = (views: Readonly<Record<string, Rows>>) =>
  new Map(Object.entries(views).map(([view, rows]) => [view, recordsOf(rows)]));

describe('fields', () => {
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Fields[string]>;
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), json, { noNullPrototype: true });
  const copy = (one: Fields): Fields => JSON.parse(JSON.stringify(one)) as Fields;

  it('do not differ from a copy, whatever they hold', () => {
    fc.assert(
      fc.property(fields, (one) => {
        expect(changedFields(one, copy(one))).toEqual([]);
      }),
    );
  });

  it('differ in exactly the fields whose JSON differs', () => {
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const json = (value: unknown) => JSON.stringify(value, (_key, inner: unknown) => sorted(inner));
        const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
        const wanted = names.filter(
          (name) => !(name in one) || !(name in other) || json(one[name]) !== json(other[name]),
        );
        expect([...changedFields(one, other)].sort()).toEqual(wanted.sort());
      }),
    );
  });

  it.each<[Fields | undefined, Fields | undefined, string[]]>([
    [undefined, undefined, []],
    [{ a: 1 }, undefined, ['a']],
    [undefined, { a: 1 }, ['a']],
    [{ a: [1, 2] }, { a: [1] }, ['a']],
    [{ a: [1] }, { a: [1, 2] }, ['a']],
    [{ a: [1, 2] }, { a: [1, 3] }, ['a']],
    [{ a: ['x'] }, { a: 'x' }, ['a']],
    [{ a: 'x' }, { a: ['x'] }, ['a']],
    [{ a: [] }, { a: {} }, ['a']],
    [{ a: {} }, { a: [] }, ['a']],
    [{ a: null }, { a: {} }, ['a']],
    [{ a: {} }, { a: null }, ['a']],
    [{ a: {} }, { a: 'text' }, ['a']],
    [{ a: 'text' }, { a: {} }, ['a']],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, ['a']],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, ['a']],
    [{ a: { b: [1] } }, { a: { b: [1] } }, []],
  ])('%j and %j differ in %j', (one, other, changed) => {
    expect(changedFields(one, other)).toEqual(changed);
  });

  it('are shown as JSON, or as absent', () => {
    expect([shown(undefined), shown(null), shown('x'), shown(['x'])]).toEqual(['absent', 'null', '"x"', '["x"]']);
    expect(shownFields({ state: 'CAPTURED', cents: 5 })).toBe('state "CAPTURED", cents 5');
    expect(isAllowed(5, 5, { fields: {}, run: { from: 0, to: 0 } })).toBe(true);
    expect(isAllowed(5, 6, { fields: {}, run: { from: 0, to: 0 } })).toBe(false);
  });
});

/** Objects with their keys in order, so that their JSON is the same if they are equal. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

describe('the sagas of a snapshot', () => {
  it('are found and taken once each, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 12 }),
        fc.string({ maxLength: 3 }),
        (ids, other) => {
          const states = ids.map((correlationId) => ({ correlationId, records: {} }));
          const open = new OpenSagas(states);
          expect(open.has(other)).toBe(ids.includes(other));
          const [first, ...rest] = ids;
          for (const id of rest) expect(open.take(id)).toBe(states.find(({ correlationId }) => correlationId === id));
          for (const id of rest) expect([open.take(id), open.has(id)]).toEqual([undefined, true]);
          expect([...open.others()].map(({ correlationId }) => correlationId)).toEqual(
            first === undefined ? [] : [first],
          );
        },
      ),
    );
  });
});

describe('changes of shared records', () => {
  const changes = new Changes();
  changes.add({ kind: 'change', view: 'stock', key: 'nut', field: 'free', by: -2, min: 0 });
  changes.add({ kind: 'change', view: 'stock', key: 'nut', field: 'free', by: -3, min: 1 });
  changes.add({ kind: 'change', view: 'stock', key: 'nut', field: 'free', by: 1, min: -4 });
  changes.add({ kind: 'change', view: 'stock', key: 'nut', field: 'sold', by: 4, min: undefined });

  it('add up, on what was there before', () => {
    const sums = changes.of('stock', 'nut');
    expect(changedRecord({ free: 10, name: 'Nut' }, sums)).toEqual({ free: 6, sold: 4, name: 'Nut' });
    expect(changedRecord({ free: 'many' }, sums)).toEqual({ free: -4, sold: 4 });
    expect(changedRecord(undefined, sums)).toEqual({ free: -4, sold: 4 });
    expect(changedRecord({ free: 1 }, undefined)).toEqual({ free: 1 });
    expect(changedRecord(undefined, undefined)).toBeUndefined();
  });

  it('keep the highest of their bounds', () => {
    const sums = changes.of('stock', 'nut');
    expect(outOfBounds({ free: 1 }, sums)).toEqual([]);
    expect(outOfBounds({ free: 0 }, sums)).toEqual(['free is 0, which is below 1']);
    expect(outOfBounds({ free: 'many' }, sums)).toEqual(['free is "many", which is below 1']);
    expect(outOfBounds({}, sums)).toEqual(['free is null, which is below 1']);
    expect(outOfBounds({}, undefined)).toEqual([]);
  });

  it('name their views and keys, and which of them are open', () => {
    const open = new Changes();
    open.leaveOpen({ view: 'stock', key: 'nut', field: 'free' });
    expect([open.isOpen('stock', 'nut'), open.isOpen('stock', 'bolt'), open.isOpen('prices', 'nut')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(changes.isOpen('stock', 'nut')).toBe(false);
    expect([changes.isChanged('stock'), changes.isChanged('prices')]).toEqual([true, false]);
    expect([[...changes.keysIn('stock')], [...changes.keysIn('prices')]]).toEqual([['nut'], []]);
  });
});

describe('findings', () => {
  it('show a hundred lines, and count the rest', () => {
    const { violations } = noFindings();
    for (let number = 1; number <= 100; number += 1) violations.add(`line ${number}`);
    expect([violations.count, violations.lines.length, violations.lines.at(-1)]).toEqual([100, 100, 'line 100']);
    violations.add('line 101');
    violations.add('line 102');
    expect([violations.count, violations.lines.length, violations.lines.at(-1)]).toEqual([102, 101, 'and 2 more']);
  });

  it('of what an absence may have caused are kept apart, and counted in full', () => {
    const found = noFindings();
    for (let number = 1; number <= 103; number += 1) found.violations.add(`line ${number}`);
    found.excused.add('earlier');
    found.undecided.add('open');
    found.mistakes.add('wrong');
    const excused = allExcused(found);
    expect([excused.violations.count, excused.excused.count, excused.excused.lines.at(-1)]).toEqual([
      0,
      104,
      'and 4 more',
    ]);
    expect([excused.undecided.lines, excused.mistakes.lines]).toEqual([['open'], ['wrong']]);
    const own = noFindings();
    const other = excusing(own);
    other.violations.add('excused');
    other.undecided.add('undecided');
    expect([own.violations.count, own.excused.lines, own.undecided.lines]).toEqual([0, ['excused'], ['undecided']]);
  });
});

type Compared = {
  before?: Rows;
  held?: Rows;
  taken?: string[];
  open?: [string, string][];
  add?: [string, string, number][];
  /** What a record holds that was written again. */
  repeated?: Fields;
};
const never = () => false;
const othersIn = ({
  before = {},
  held = {},
  taken = [],
  open = [],
  add = [],
  repeated,
}: Compared): readonly string[] => {
  const findings = noFindings();
  const changes = new Changes();
  for (const [key, field] of open) changes.leaveOpen({ view: 'stock', key, field });
  for (const [key, field, by] of add) changes.add({ kind: 'change', view: 'stock', key, field, by, min: undefined });
  const now = recordsOf(held);
  const index = new ViewIndex(now, 'owner');
  for (const value of taken) index.take(value);
  const then = before === held ? now : recordsOf(before);
  const isRepeated = ({ was, is }: Pick<RecordChange, 'was' | 'is'>) =>
    was !== undefined && is?.['free'] === repeated?.['free'];
  explainOthers({ view: 'stock', before: then, held: now, indexes: [index], changes, isRepeated }, findings);
  return findings.violations.lines;
};

describe("a view's other records", () => {
  const NUT = { free: 5 };
  it.each<[what: string, compared: Compared, lines: string[]]>([
    ['are as before', { before: { nut: NUT }, held: { nut: { free: 5 } } }, []],
    ['changed', { before: { nut: NUT }, held: { nut: { free: 4 } } }, ['stock nut: free is 4, must be 5']],
    ['were written again', { before: { nut: NUT }, held: { nut: { free: 4 } }, repeated: { free: 4 } }, []],
    [
      'are new, although another may be written again',
      { held: { nut: { free: 4 } }, repeated: { free: 4 } },
      ['stock nut: nothing explains this record (free 4)'],
    ],
    [
      'changed in two fields',
      { before: { nut: { free: 5, sold: 1 } }, held: { nut: { free: 4, sold: 2 } } },
      ['stock nut: free is 4, must be 5; sold is 2, must be 1'],
    ],
    ['changed as requests ask', { before: { nut: NUT }, held: { nut: { free: 3 } }, add: [['nut', 'free', -2]] }, []],
    [
      'did not change as requests ask',
      { before: { nut: NUT }, held: { nut: NUT }, add: [['nut', 'free', -2]] },
      ['stock nut: free is 5, must be 3'],
    ],
    [
      'did not change as requests ask, although they might have been written again',
      { before: { nut: NUT }, held: { nut: { free: 5 } }, add: [['nut', 'free', -2]], repeated: { free: 5 } },
      ['stock nut: free is 5, must be 3'],
    ],
    [
      'are the very same, but had to change',
      { before: { nut: NUT }, held: { nut: NUT }, add: [['nut', 'free', 1]] },
      ['stock nut: free is 5, must be 6'],
    ],
    ['are gone', { before: { nut: NUT, bolt: NUT }, held: { nut: NUT } }, ['stock bolt: gone since before the load']],
    [
      'are gone, and as many that belong to requests are new',
      { before: { nut: NUT }, held: { mine: { owner: 'r-1' } }, taken: ['r-1'] },
      ['stock nut: gone since before the load'],
    ],
    ['are all gone', { before: { nut: NUT }, held: {} }, ['stock nut: gone since before the load']],
    [
      'are new',
      { before: { nut: NUT }, held: { nut: NUT, bolt: { free: 1 } } },
      ['stock bolt: nothing explains this record (free 1)'],
    ],
    [
      'are new where there was nothing',
      { held: { bolt: { free: 1 } } },
      ['stock bolt: nothing explains this record (free 1)'],
    ],
    ['belong to requests', { before: { nut: NUT }, held: { nut: NUT, mine: { owner: 'r-1' } }, taken: ['r-1'] }, []],
    ['belong to requests where there was nothing', { held: { mine: { owner: 'r-1' } }, taken: ['r-1'] }, []],
    [
      'belong to requests but for one',
      { held: { mine: { owner: 'r-1' }, odd: { owner: 'r-2' } }, taken: ['r-1'] },
      ['stock odd: nothing explains this record (owner "r-2")'],
    ],
    ['are missing', { add: [['nut', 'free', 2]] }, ['stock nut: missing, with free 2']],
    [
      'are missing, with several numbers',
      {
        add: [
          ['nut', 'free', 2],
          ['nut', 'sold', 0],
        ],
      },
      ['stock nut: missing, with free 2, sold 0'],
    ],
    [
      'need not be there for changes that cancel out',
      {
        add: [
          ['nut', 'free', 2],
          ['nut', 'free', -2],
        ],
      },
      [],
    ],
    ['may be missing while a request is open', { open: [['nut', 'free']] }, []],
    [
      'may have any number that an open request changes',
      { before: { nut: { free: 5, name: 'Nut' } }, held: { nut: { free: 1, name: 'Nut' } }, open: [['nut', 'free']] },
      [],
    ],
    [
      'may have any other number while a request is open',
      { before: { nut: { free: 5, kept: 0 } }, held: { nut: { free: 5, kept: 3 } }, open: [['nut', 'free']] },
      [],
    ],
    [
      'must keep what is no number while a request is open',
      { before: { nut: { free: 5, name: 'Nut' } }, held: { nut: { free: 5, name: 'Nit' } }, open: [['nut', 'free']] },
      ['stock nut: name is "Nit", must be "Nut"'],
    ],
    [
      'must keep numbers whose requests have ended, while another is open',
      {
        before: { nut: { free: 5, sold: 1 } },
        held: { nut: { free: 5, sold: 7 } },
        open: [['nut', 'free']],
        add: [['nut', 'sold', 1]],
      },
      ['stock nut: sold is 7, must be 2'],
    ],
  ])('%s', (_what, compared, lines) => {
    expect(othersIn(compared)).toEqual(lines);
  });

  it('had to change, although the view is the very same object as before', () => {
    const [held, changes, findings] = [recordsOf({ nut: NUT }), new Changes(), noFindings()];
    changes.add({ kind: 'change', view: 'stock', key: 'nut', field: 'free', by: -1, min: undefined });
    explainOthers({ view: 'stock', before: held, held, indexes: [], changes, isRepeated: never }, findings);
    expect(findings.violations.lines).toEqual(['stock nut: free is 5, must be 4']);
  });

  it('report a record that is gone, and one that is what it must be not at all', () => {
    const findings = noFindings();
    reportChange(findings, 'stock', 'nut', { free: 1 }, undefined);
    reportChange(findings, 'stock', 'bolt', { free: 1 }, { free: 1 });
    reportChange(findings, 'stock', 'saw', { free: 1 }, { free: 2 }, (field) => field === 'free');
    expect(findings.violations.lines).toEqual(['stock nut: gone since before the load']);
  });
});

type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
const seeded = (...writes: NonNullable<Seeded['writes']>): Seeded => ({
  at: at(17),
  elapsedMs: 17_000,
  kind: 'drift.seeded',
  faultId: 'wrong',
  rule: 'titles',
  key: 'emma',
  description: 'wrong',
  consequences: [],
  writes,
});
/** Drift of which the run does not say what it wrote. */
const silent = seeded();
delete silent.writes;

describe('drift', () => {
  const OLD = { name: 'Emma' };
  const NEW = { name: 'Ema' };
  const write = (before: Fields | null, after: Fields | null, key = 'emma') => ({ view: 'titles', key, before, after });

  it.each<[what: string, drained: Rows, drifted: Rows, events: Seeded[], violations: string[], undecided: string[]]>([
    ['is what was written', { emma: OLD }, { emma: NEW }, [seeded(write(OLD, NEW))], [], []],
    ['deleted what it says', { emma: OLD }, {}, [seeded(write(OLD, null))], [], []],
    ['created what it says', {}, { emma: NEW }, [seeded(write(null, NEW))], [], []],
    ['was written twice', { emma: OLD }, { emma: OLD }, [seeded(write(OLD, NEW), write(NEW, OLD))], [], []],
    [
      'is not there',
      { emma: OLD },
      { emma: OLD },
      [seeded(write(OLD, NEW))],
      ['titles emma: what drift wrote is not there'],
      [],
    ],
    [
      'deleted nothing',
      { emma: OLD },
      { emma: OLD },
      [seeded(write(OLD, null))],
      ['titles emma: what drift wrote is not there'],
      [],
    ],
    [
      'wrote something else',
      { emma: OLD },
      { emma: { name: 'E' } },
      [seeded(write(OLD, NEW))],
      ['titles emma: name is "E", must be "Ema"'],
      [],
    ],
    ['was not seeded', { emma: OLD }, { emma: NEW }, [], ['titles emma: name is "Ema", must be "Emma"'], []],
    [
      'was not seeded in two fields',
      { emma: { a: 1, b: 1 } },
      { emma: { a: 2, b: 2 } },
      [],
      ['titles emma: a is 2, must be 1; b is 2, must be 1'],
      [],
    ],
    [
      'is a record that nobody wrote',
      {},
      { emma: NEW },
      [],
      ['titles emma: nothing explains this record (name "Ema")'],
      [],
    ],
    ['is a record that nobody deleted', { emma: OLD }, {}, [], ['titles emma: gone, and no drift deleted it'], []],
    [
      'began with something else',
      { emma: OLD },
      { emma: NEW },
      [seeded(write({ name: 'E' }, NEW))],
      [],
      ['titles emma: name is "E", must be "Emma" when drift was written, by the snapshot before it'],
    ],
    [
      'began with a row that was not there',
      {},
      { emma: NEW },
      [seeded(write(OLD, NEW))],
      [],
      ['titles emma: name is "Emma", must be absent when drift was written, by the snapshot before it'],
    ],
    [
      'began with no row where one was',
      { emma: OLD },
      { emma: NEW },
      [seeded(write(null, NEW))],
      [],
      ['titles emma: name is absent, must be "Emma" when drift was written, by the snapshot before it'],
    ],
    [
      'does not say what it wrote',
      { emma: OLD },
      { emma: NEW },
      [silent],
      [],
      ['drift wrong emma: the run does not say what it wrote'],
    ],
  ])('%s', (_what, drained, drifted, events, violations, undecided) => {
    const found = explainDrift(viewsOf({ titles: drained }), viewsOf({ titles: drifted }), events, never);
    expect([found.violations.lines, found.undecided.lines]).toEqual([violations, undecided]);
  });

  it('in a view that is not in the snapshots is not there', () => {
    const found = explainDrift(new Map(), new Map(), [seeded(write(null, NEW))], never);
    expect(found.violations.lines).toEqual(['titles emma: what drift wrote is not there']);
  });

  it('leaves out what somebody else may still write', () => {
    const seen: unknown[] = [];
    const found = explainDrift(
      viewsOf({ titles: { emma: OLD } }),
      viewsOf({ titles: {} }),
      [],
      (...asked) => seen.push(asked) > 0,
    );
    expect([found.violations.lines, seen]).toEqual([[], [[{ view: 'titles', key: 'emma', was: OLD, is: undefined }]]]);
  });

  it('excepts records of sagas that have not ended, and what they still change', () => {
    const changes = new Changes();
    changes.leaveOpen({ view: 'stock', key: 'nut', field: 'free' });
    const isOpen = exceptionsOf(new Set(['s-1']), changes);
    const isExcepted = (view: string, key: string, is: Fields | undefined, was?: Fields) =>
      isOpen({ view, key, was, is });
    expect([
      isExcepted('stock', 'nut', undefined),
      isExcepted('stock', 'bolt', undefined),
      isExcepted('loans', 's-1', undefined),
      isExcepted('holds', 'h-1', { free: 1, loanId: 's-1' }),
      isExcepted('holds', 'h-1', { loanId: 's-2', free: 1 }),
      isExcepted('holds', 'h-1', { loanId: ['s-1'] }),
      isExcepted('holds', 'h-1', undefined, { loanId: 's-1' }),
    ]).toEqual([true, false, true, true, false, false, true]);
  });

  it('makes orphans of sagas that no snapshot had', () => {
    const row = (loanId: string, view = 'fees.charges') => ({
      view,
      key: loanId,
      before: null,
      after: { status: 'PAID' },
    });
    const events = [
      seeded(row('new'), row('known'), row('other', 'desk.titles'), { ...row('gone'), after: null }),
      silent,
    ];
    const found = orphansOf(events, sample.saga, { sagas: [{ correlationId: 'known', records: {} }] });
    expect([...found.keys()]).toEqual(['new']);
    expect(found.get('new')?.written).toEqual([
      { view: 'fees.charges', key: 'new', fields: { status: 'PAID' } },
      { view: 'fees.charges', key: 'known', fields: { status: 'PAID' } },
      { view: 'desk.titles', key: 'other', fields: { status: 'PAID' } },
    ]);
    expect(orphansOf(events, undefined, { sagas: [] }).size).toBe(0);
  });
});
