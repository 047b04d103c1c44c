/** What each record of a view says of itself: which record it is a copy of, when it was written, its version, its key. */
import { describe, expect, it } from '@jest/globals';
import { noFindings } from '../../../../../chaos/checkers/closed-world/findings.ts';
import { explainCopies, explainStamps, statedViews } from '../../../../../chaos/checkers/closed-world/stated-views.ts';
import type { StoredRecord } from '../../../../../chaos/schemas/index.ts';
import type { StatedView } from '../../../../../chaos/system/index.ts';

type Record = Omit<StoredRecord, 'key'>;
type Records = Readonly<globalThis.Record<string, Record>>;

function storesOf(contents: Readonly<globalThis.Record<string, Records>>, declared?: { [view: string]: string[] }) {
  const views = new Map(
    Object.entries(contents).map(([view, records]) => [
      view,
      new Map(Object.entries(records).map(([key, record]) => [key, { key, ...record }])),
    ]),
  );
  if (declared === undefined) return { views };
  return { views, fields: new Map(Object.entries(declared).map(([view, names]) => [view, new Set(names)])) };
}

const found = ({ violations, mistakes }: ReturnType<typeof noFindings>) => [...violations.lines, ...mistakes.lines];

describe('copies', () => {
  const stated = new Map<string, StatedView>([['labels', { copyOf: 'books' }]]);
  const books: Records = { emma: { fields: { title: 'Emma', cents: 500, shelf: 'A' } } };
  const linesOf = (labels: Records, declared?: { [view: string]: string[] }) => {
    const findings = noFindings();
    explainCopies(storesOf({ books, labels }, declared), stated, findings);
    return found(findings);
  };

  it.each<[what: string, labels: Records, lines: string[]]>([
    ['hold what their masters hold of the same fields', { emma: { fields: { title: 'Emma', cents: 500 } } }, []],
    ['differ', { emma: { fields: { title: 'Emma', cents: 5 } } }, ['labels emma: cents is 5, must be 500 as in books']],
    [
      'differ in two fields',
      { emma: { fields: { title: 'Ema', cents: 5 } } },
      ['labels emma: title is "Ema", must be "Emma" as in books; cents is 5, must be 500 as in books'],
    ],
    [
      'hold nothing that their masters lack',
      { emma: { fields: { title: 'Emma', ink: 'red' } } },
      ['labels emma: ink is "red", must be absent as in books'],
    ],
    ['may leave out what is null', { emma: { fields: { title: 'Emma', ink: null } } }, []],
    ['are there for each master', {}, ['labels emma: missing, as a copy of books']],
    [
      'have a master',
      { emma: { fields: { title: 'Emma' } }, ema: { fields: { title: 'Emma' } } },
      ['labels ema: a copy of no record of books (title "Emma")'],
    ],
  ])('%s', (_what, labels, lines) => {
    expect(linesOf(labels)).toEqual(lines);
  });

  it('have every field that both views declare', () => {
    const declared = { books: ['title', 'cents', 'shelf'], labels: ['title', 'cents'] };
    expect(linesOf({ emma: { fields: { title: 'Emma' } } }, declared)).toEqual([
      'labels emma: cents is absent, must be 500 as in books',
    ]);
    expect(linesOf({ emma: { fields: { title: 'Emma', cents: 500 } } }, declared)).toEqual([]);
  });

  it.each<[what: string, declared: { [view: string]: string[] }]>([
    [
      'need not have a field that the view of their masters does not declare',
      { books: ['title'], labels: ['title', 'cents'] },
    ],
    ['need not have a field if nobody says what their masters have', { labels: ['title', 'cents'] }],
  ])('%s', (_what, declared) => {
    expect(linesOf({ emma: { fields: { title: 'Emma' } } }, declared)).toEqual([]);
  });

  it('are none in a view that is no copy, or that was not read', () => {
    const findings = noFindings();
    explainCopies(storesOf({ books }), new Map<string, StatedView>([...stated, ['books', {}]]), findings);
    expect(found(findings)).toEqual([]);
  });

  it('are copies of a view that the system has', () => {
    const findings = noFindings();
    explainCopies(storesOf({ labels: {} }), stated, findings);
    expect(found(findings)).toEqual(["the definition's expect names a view books, which the system does not have"]);
  });
});

describe('what a record says of itself', () => {
  const at = '2026-01-01T12:00:00.000Z';
  const linesOf = (stated: StatedView, record: Record, key = 'emma') => {
    const findings = noFindings();
    explainStamps(
      storesOf({ books: { [key]: record } }, { books: ['at', 'edition', 'title'] }),
      new Map([['books', stated]]),
      findings,
    );
    return found(findings);
  };

  it.each<[what: string, stated: StatedView, record: Record, lines: string[]]>([
    ['needs not be stated', {}, { fields: {} }, []],
    ['when it was written', { touchedAt: true }, { fields: {}, touchedAt: at }, []],
    ['not when', { touchedAt: true }, { fields: {} }, ['books emma: does not say when it was last written']],
    [
      'not when, although a field does',
      { touchedAt: 'at' },
      { fields: { at } },
      ['books emma: does not say when it was last written'],
    ],
    [
      'when, a millisecond apart',
      { touchedAt: 'at' },
      { fields: { at: '2026-01-01T12:00:00.001Z' }, touchedAt: at },
      [],
    ],
    [
      'when, with a number',
      { touchedAt: 'at' },
      { fields: { at: 2026 }, touchedAt: '2026-01-01T00:00:00.000Z' },
      ['books emma: at is 2026, and it was last written at 2026-01-01T00:00:00.000Z'],
    ],
    ['when, twice', { touchedAt: 'at' }, { fields: { at: '2026-01-01T12:00:00.000123Z' }, touchedAt: at }, []],
    [
      'two times',
      { touchedAt: 'at' },
      { fields: { at: '2026-01-01T13:00:00.000Z' }, touchedAt: at },
      [`books emma: at is "2026-01-01T13:00:00.000Z", and it was last written at ${at}`],
    ],
    ['its version, twice', { version: 'edition' }, { fields: { edition: 2 }, version: '2' }, []],
    [
      'its version, as a text',
      { version: 'edition' },
      { fields: { edition: '9007199254740993' }, version: '9007199254740993' },
      [],
    ],
    ['its version, which is in no field', { version: true }, { fields: {}, version: '7' }, []],
    [
      'its version, in a list',
      { version: 'edition' },
      { fields: { edition: [2] }, version: '2' },
      ['books emma: edition is [2], and its version 2'],
    ],
    [
      'no version, although a field does',
      { version: 'edition' },
      { fields: { edition: 2 } },
      ['books emma: does not say which version it is'],
    ],
    ['no version', { version: true }, { fields: {} }, ['books emma: does not say which version it is']],
    [
      'two versions',
      { version: 'edition' },
      { fields: { edition: 2 }, version: '7' },
      ['books emma: edition is 2, and its version 7'],
    ],
    ['its key', { key: ['title'] }, { fields: { title: 'emma' } }, []],
    [
      'another key',
      { key: ['title'] },
      { fields: { title: 'dune' } },
      ['books emma: its key is not that of its fields, "dune"'],
    ],
    [
      'a field that the view does not have',
      { version: 'number' },
      { fields: {}, version: '7' },
      ["the definition's expect names a field number of books, which the system does not have"],
    ],
  ])('%s', (_what, stated, record, lines) => {
    expect(linesOf(stated, record)).toEqual(lines);
  });

  it('has a key of several fields', () => {
    const record = { fields: { title: 'emma', edition: 2 } };
    expect(linesOf({ key: ['title', 'edition'] }, record, '["emma",2]')).toEqual([]);
    expect(linesOf({ key: ['title', 'edition'] }, record, '["emma",1]')).toHaveLength(1);
  });

  it('is of a view that the system has', () => {
    const findings = noFindings();
    explainStamps(storesOf({}), new Map([['books', {}]]), findings);
    expect(found(findings)).toEqual(["the definition's expect names a view books, which the system does not have"]);
  });

  it('may hold any field of a view that does not say which it has', () => {
    const findings = noFindings();
    const stores = storesOf({ books: { emma: { fields: { edition: 2, ink: 'red' }, version: '2' } } });
    explainStamps(stores, new Map([['books', { version: 'edition' }]]), findings);
    expect([found(findings), findings.undecided.lines]).toEqual([[], []]);
  });

  it('holds no field that its view does not declare', () => {
    const declared = { books: ['title'] };
    const findings = noFindings();
    const stores = storesOf({ books: { emma: { fields: { title: 'Emma', ink: 'red' } } } }, declared);
    explainStamps(stores, new Map([['books', {}]]), findings);
    expect(findings.undecided.lines).toEqual(['books emma: holds ink, which the view does not declare']);
  });

  it('is judged once where a view has not changed', () => {
    const stores = storesOf({ books: { emma: { fields: {} } } });
    const findings = noFindings();
    explainStamps(stores, new Map([['books', { version: true }]]), findings, stores);
    expect(found(findings)).toEqual([]);
  });
});

it('is stated of the stores of a region', () => {
  const views = ({ here }: { here?: string }): globalThis.Record<string, StatedView> => ({ [here ?? 'all']: {} });
  const regions = { own: 'other' } as never;
  expect([...statedViews({ views: views }, { regions }).keys()]).toEqual(['other']);
  expect([...statedViews({ views: views }, {}).keys()]).toEqual(['all']);
  expect([...statedViews({}, {}).keys()]).toEqual([]);
});
