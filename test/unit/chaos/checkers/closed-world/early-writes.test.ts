/** Records of sagas that say they were written before their requests were sent. */
import { describe, expect, it } from '@jest/globals';
import {
  reportEarlyChanges,
  reportEarlyWrites,
  reportOtherTimes,
} from '../../../../../chaos/checkers/closed-world/early-writes.ts';
import { noFindings } from '../../../../../chaos/checkers/closed-world/findings.ts';
import type { Snapshot, StoredRecord } from '../../../../../chaos/schemas/index.ts';
import type { StatedView } from '../../../../../chaos/system/index.ts';
import { journal } from '../../sound-run.ts';
import { desk, LOAN, sent } from './small-world.ts';

const viewsOf = (view: string, records: readonly Omit<StoredRecord, 'fields'>[]): Snapshot['views'] =>
  new Map([[view, new Map(records.map((one) => [one.key, { ...one, fields: { loanId: LOAN } }]))]]);

const startedAt = Date.parse(journal.virtualStartedAt);
const SENT_SECONDS = 100;
const operation = sent(LOAN, { elapsedMs: SENT_SECONDS * 1000 });
/** Virtual seconds that clocks and the harness may be apart: 60, and 10 real ones. */
const TOLERATED = 60 + 10 * journal.speed;

const NOTHING: Snapshot['views'] = new Map();

const linesOf = (earlySeconds: number | undefined, { view = 'loans', key = LOAN, before = NOTHING } = {}) => {
  const findings = noFindings();
  const at = startedAt + (SENT_SECONDS * journal.speed - (earlySeconds ?? 0)) * 1000;
  const touched = earlySeconds === undefined ? {} : { touchedAt: new Date(at).toISOString() };
  const history = [operation];
  reportEarlyWrites(
    viewsOf(view, [{ key, ...touched }]),
    { system: desk, journal, events: [], history, before },
    findings,
  );
  return findings.violations.lines;
};

describe('a record of a saga', () => {
  it('may have been written as early as the clocks differ', () => {
    expect(linesOf(-1)).toEqual([]);
    expect(linesOf(TOLERATED)).toEqual([]);
  });

  it('was not written earlier', () => {
    expect(linesOf(TOLERATED + 1)).toEqual([
      expect.stringMatching(new RegExp(`^loans ${LOAN}: was last written at .*, before its request was sent at `)),
    ]);
  });

  it('may be in a view that was not read again', () => {
    expect(linesOf(1e6, { view: 'copies', before: viewsOf('loans', []) })).toEqual([]);
  });

  it('may be of a system without sagas', () => {
    const findings = noFindings();
    const views = viewsOf('loans', [{ key: LOAN, touchedAt: new Date(0).toISOString() }]);
    reportEarlyWrites(views, { system: {}, journal, events: [], history: [operation], before: NOTHING }, findings);
    expect(findings.violations.lines).toEqual([]);
  });

  it('may not say when it was written', () => {
    expect(linesOf(undefined)).toEqual([]);
  });

  it('need not be written again if it was there before the load', () => {
    const before = viewsOf('loans', [{ key: LOAN }]);
    expect(linesOf(1e6, { before })).toEqual([]);
  });

  it('may be of another request, or belong to a request by a field', () => {
    expect(linesOf(1e6, { key: 'r0-lend-7' })).toEqual([]);
    expect(linesOf(1e6, { view: 'copies' })).toEqual([]);
  });
});

describe('a record that changed between two snapshots', () => {
  const at = '2026-01-01T12:00:00.000Z';
  const seconds = (early: number) => new Date(Date.parse(at) - early * 1000).toISOString();
  const records = (title: string, touchedAt?: string): { views: Snapshot['views'] } => {
    const touched = touchedAt === undefined ? {} : { touchedAt };
    return { views: new Map([['books', new Map([['emma', { key: 'emma', fields: { title }, ...touched }]])]]) };
  };
  const STATED: StatedView = { touchedAt: true };
  const linesOf = (
    later: ReturnType<typeof records>,
    { stated = STATED, more = {}, earlier = records('Emma', seconds(1e6)) } = {},
  ) => {
    const findings = noFindings();
    const before = { name: 'before' as const, at, ...earlier };
    const sources = { stated: new Map([['books', stated]]), journal: { ...journal, ...more }, events: [] };
    reportEarlyChanges(before, later, sources, findings);
    return findings.violations.lines;
  };
  const wrong = [
    `books emma: is not what it was in the snapshot before of ${at}, and was last written at ${seconds(TOLERATED + 1)}`,
  ];

  it('was written in between, as far as the clocks agree', () => {
    expect(linesOf(records('Emma II', seconds(TOLERATED)))).toEqual([]);
    expect(linesOf(records('Emma II', seconds(TOLERATED + 1)))).toEqual(wrong);
  });

  it('may be new', () => {
    const earlier = { views: viewsOf('books', []) };
    expect(linesOf(records('Emma', seconds(TOLERATED + 1)), { earlier })).toEqual(wrong);
  });

  it.each<[what: string, later: ReturnType<typeof records>, given: Parameters<typeof linesOf>[1]]>([
    ['has not changed', records('Emma', seconds(1e6)), {}],
    ['does not say when', records('Emma II'), {}],
    ['may be of a view of which nothing is stated', records('Emma II', seconds(1e6)), { stated: {} }],
    ['may be of a view that was not read', { views: NOTHING }, {}],
    ['may be of a view that was not read before', records('Emma II', seconds(1e6)), { earlier: { views: NOTHING } }],
    ['may be of another region', records('Emma II', seconds(1e6)), { more: { regions: { own: 'home' } } }],
  ])('%s', (_what, later, given) => {
    expect(linesOf(later, given)).toEqual([]);
  });
});

describe('a record that is the same in two snapshots', () => {
  const [ONE, OTHER] = ['2026-01-01T12:00:00.000Z', '2026-01-01T12:00:01.000Z'];
  const STAMPED: StatedView = { touchedAt: true, version: true };
  const stores = (touchedAt?: string, version = '1', key = 'emma') => {
    const touched = touchedAt === undefined ? {} : { touchedAt };
    return { views: viewsOf('books', [{ key, version, ...touched }]) };
  };
  type Given = { readonly stated?: StatedView; readonly more?: object; readonly earlier?: ReturnType<typeof stores> };
  const linesOf = (
    later: ReturnType<typeof stores>,
    { stated = STAMPED, more = {}, earlier = stores(ONE) }: Given = {},
  ) => {
    const findings = noFindings();
    reportOtherTimes(earlier, later, new Map([['books', stated]]), { ...journal, ...more }, findings);
    return findings.violations.lines;
  };
  const changed = { key: 'emma', fields: { loanId: 'r0-lend-7' }, version: '1', touchedAt: OTHER };

  it('was not written in between, unless its version says so', () => {
    expect(linesOf(stores(ONE))).toEqual([]);
    expect(linesOf(stores(OTHER, '2'))).toEqual([]);
    expect(linesOf(stores(OTHER))).toEqual([
      `books emma: was last written at ${OTHER}, and before at ${ONE}, with the same contents and version`,
    ]);
    expect(linesOf(stores(OTHER), { earlier: stores() })).toEqual([
      `books emma: was last written at ${OTHER}, and before at no time, with the same contents and version`,
    ]);
  });

  it.each<[what: string, later: ReturnType<typeof stores>, given: Given]>([
    ['does not say when', stores(), {}],
    ['may be new', stores(OTHER), { earlier: stores(ONE, '1', 'dune') }],
    ['may be new, without a version', { views: viewsOf('books', [{ key: 'dune', touchedAt: OTHER }]) }, {}],
    ['may be another one after all', { views: new Map([['books', new Map([['emma', changed]])]]) }, {}],
    ['may be of a view that states no version', stores(OTHER), { stated: { touchedAt: true } }],
    ['may be of a view that states no time', stores(OTHER), { stated: { version: true } }],
    ['may be of a view that was not read', { views: NOTHING }, {}],
    ['may be of a view that was not read before', stores(OTHER), { earlier: { views: NOTHING } }],
    ['may be of another region', stores(OTHER), { more: { regions: { own: 'home' } } }],
  ])('%s', (_what, later, given) => {
    expect(linesOf(later, given)).toEqual([]);
  });
});
