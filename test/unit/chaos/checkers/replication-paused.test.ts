import { describe, expect, it } from '@jest/globals';
import { judgeReplicationPaused } from '../../../../chaos/checkers/regions/replication-paused.ts';
import type { Operation } from '../../../../chaos/schemas/index.ts';
import { type Expectations, record } from '../../../../chaos/system/index.ts';
import { event, HOME, LOST, operation, OTHER, pausedFault, REGIONS } from './region-run.ts';

const copies: Expectations = {
  request: () => [],
  elsewhere: ({ correlationId, journey, here }) =>
    journey === 'reprice' && here === 'other' ? [record('desk.prices', correlationId, {})] : [],
};
const compared = (keys: readonly string[], seconds = 30) =>
  event(seconds, 'replication.compared', {
    faultId: 'paused',
    views: ['desk.prices'],
    found: keys.map((key) => ({ rule: 'price-replicas', view: 'desk.prices', key })),
  });
const paused = event(LOST, 'replication.paused', { faultId: 'paused' });
const reprice = (seconds: number, changes = {}) =>
  operation('at_home', seconds, HOME, { journey: 'reprice', status: 200, ...changes });

describe('replication that is paused', () => {
  const during = reprice(15);
  const judge = (
    history: readonly Operation[],
    found: readonly string[],
    expectations: Expectations | undefined = copies,
  ) => judgeReplicationPaused(pausedFault, [paused, compared(found)], history, REGIONS, expectations);

  it('is as expected if the rules find exactly what was written meanwhile', () => {
    const history = [reprice(3), during, operation('at_home', 16, HOME), reprice(17, { status: 422 })];
    expect(judge(history, [during.correlationId])).toMatchObject({ violations: [], undecided: [] });
  });

  it.each<[what: string, found: readonly string[], line: RegExp]>([
    ['a write is not found', [], /was written in us-east-1 meanwhile, and no rule of eu-west-1 found it/],
    [
      'something else is found',
      [during.correlationId, 'made-up'],
      /made-up was found in eu-west-1, and nothing wrote it/,
    ],
  ])('is not as expected if %s', (_what, found, line) => {
    expect(judge([during], found).violations.join('\n')).toMatch(line);
  });

  it('leaves open what a request left whose answer is not known', () => {
    const uncertain = reprice(16, { status: 0 });
    expect(judge([during, uncertain], [during.correlationId]).violations).toEqual([]);
    expect(judge([during, uncertain], [during.correlationId, uncertain.correlationId]).violations).toEqual([]);
  });

  it('says what the rules found, and how many copies must be found', () => {
    expect(judge([during], [during.correlationId])).toMatchObject({
      text:
        'Nothing was replicated: the rules of eu-west-1 (price-replicas) found exactly the 1 copies that were written in ' +
        'us-east-1 meanwhile.',
      measured: [{ name: 'stale copies found', unit: 'copies', value: 1, budget: 1 }],
    });
  });

  it('demands what was written within the pause, and allows what may have been', () => {
    const statuses = [0, 200, 399, 400, 422, 499, 500, 503];
    const times = [LOST - 2.2, LOST - 2.1, LOST - 2, LOST, LOST + 0.1, 29.9, 30, 30.1].map((seconds) => seconds * 1000);
    for (const elapsedMs of times) {
      for (const status of statuses) {
        for (const region of [HOME, OTHER]) {
          const one = reprice(elapsedMs / 1000, { elapsedMs, status, region });
          const isOutside = elapsedMs + 100 < LOST * 1000 - 2000 || elapsedMs > 30_000 || region === OTHER;
          const isPossible = !isOutside && (status < 400 || status >= 500);
          const isCertain =
            isPossible && status >= 200 && status < 400 && elapsedMs >= LOST * 1000 && elapsedMs + 100 <= 30_000;
          const what = { elapsedMs, status, region };
          const found = judge([during, one], [during.correlationId, one.correlationId]).violations;
          const missed = judge([during, one], [during.correlationId]).violations;
          expect({ ...what, mayBeFound: found.length === 0 }).toEqual({ ...what, mayBeFound: isPossible });
          expect({ ...what, mayBeMissed: missed.length === 0 }).toEqual({ ...what, mayBeMissed: !isCertain });
        }
      }
    }
  });

  it('is judged by its own events, and by the views that its rules compare', () => {
    const others = [
      event(1, 'replication.paused', { faultId: 'earlier' }),
      event(2, 'replication.compared', { faultId: 'earlier', views: ['desk.prices'], found: [] }),
      event(3, 'region.lost', { faultId: 'paused', region: HOME }),
    ];
    const more: Expectations = {
      request: () => [],
      elsewhere: (request) => [
        ...(copies.elsewhere?.(request) ?? []),
        record('desk.others', 'of no rule', {}),
        record('desk.prices', { title: 'of unknown key' }, {}),
      ],
    };
    const own = [paused, compared([during.correlationId])];
    const judged = judgeReplicationPaused(pausedFault, [...others, ...own], [reprice(5), during], REGIONS, more);
    expect(judged).toMatchObject({ violations: [], undecided: [] });
  });

  it('proves nothing of copies that stand in two views, if no rule compares the two', () => {
    const both = (view: string, fields = {}): Expectations => ({
      request: () => [],
      elsewhere: ({ correlationId }) => [
        record('desk.prices', correlationId, { cents: 1 }),
        record('home.desk.prices', correlationId, { cents: 1 }),
        record(view, correlationId, fields),
        record(`home.${view}`, correlationId, fields),
      ],
    });
    const undecidedOf = (expectations: Expectations) => judge([during], [during.correlationId], expectations).undecided;
    expect(undecidedOf(both('desk.cards', { grams: 2 }))).toEqual([
      'paused: no rule of eu-west-1 compared desk.cards with home.desk.cards, which hold the same copies',
    ]);
    expect(undecidedOf(both('desk.prices', { cents: 1 }))).toEqual([]);
    // What stands in one view only is not compared with anything.
    const one: Expectations = {
      request: () => [],
      elsewhere: ({ correlationId }) => [
        record('desk.prices', correlationId, {}),
        record('desk.log', correlationId, { kind: 'price' }),
      ],
    };
    expect(undecidedOf(one)).toEqual([]);
  });

  it('proves nothing if it never began', () => {
    expect(judgeReplicationPaused(pausedFault, [compared([])], [during], REGIONS, copies)).toEqual({
      violations: [],
      undecided: ['paused: it never began'],
      text: '',
      measured: [],
    });
  });

  it('proves nothing if nothing was written, or the definition does not say what is copied', () => {
    expect(judge([reprice(3)], []).undecided).toEqual(['paused: nothing was written in us-east-1 meanwhile']);
    expect(judge([during], [], { request: () => [] }).undecided.join()).toMatch(/\(elsewhere\)/);
    expect(judgeReplicationPaused(pausedFault, [paused], [during], REGIONS, copies).undecided).toEqual([
      'paused: the copies were never compared',
    ]);
  });
});
