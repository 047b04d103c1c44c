/** What reconcile runs before the drift, and after the judged run, may say. */
import { describe, expect, it } from '@jest/globals';
import type { ReconcileResult, RunEvent } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, type Changes, evidence, events, journal, reconcile } from '../sound-run.ts';

type Rule = ReconcileResult['rules'][number];
type Difference = ReconcileResult['differences'][number];

const [rule] = reconcile.rules as [Rule];
const [difference] = reconcile.differences as [Difference];
const CLEAN: Partial<Rule> = { outcome: 'clean', candidates: 0, drift: 0, repaired: 0 };
const DEFERRED: Partial<Rule> = { ...CLEAN, outcome: 'unsettled', candidates: 2, deferred: 2 };
const INCONCLUSIVE: Partial<Rule> = { ...CLEAN, outcome: 'inconclusive' };

/** The sound run with one more reconcile run, which lasts half a second. */
function withRun(seconds: number, own: Partial<Rule>, differences: readonly Difference[] = []): Changes {
  const other: ReconcileResult = {
    ...reconcile,
    runId: 'other',
    startedAt: at(seconds),
    endedAt: at(seconds + 0.5),
    outcome: own.outcome ?? rule.outcome,
    rules: [{ ...rule, ...own }],
    differences: [...differences],
  };
  return { reconciles: [reconcile, other] };
}

const gap = (from: number, to: number): RunEvent => ({
  at: at(to),
  elapsedMs: to * 1000,
  kind: 'heartbeat-gap',
  who: 'DynamoDB Local',
  fromMs: from * 1000,
  toMs: to * 1000,
});
const plus = (more: RunEvent) => [...events, more].sort((one, other) => one.elapsedMs - other.elapsedMs);

const consequences = [{ rule: 'titles', key: 'persuasion' }];
const followed = events.map((event) => (event.kind === 'drift.seeded' ? { ...event, consequences } : event));
const CONSEQUENCE: Difference = { ...difference, key: 'persuasion' };

/** The experiment's fault loses an event, so that the saga that it hits is left to the reconciler. */
const [fault] = journal.experiment.faults;
const stranding = {
  ...journal.experiment,
  faults: [{ ...fault!, fault: 'lost-event', parameters: { service: 'shelf', step: 'hold' } }],
};

function judged(changes: Changes) {
  const found = checkNamed('reconciliation', evidence(changes));
  return { result: found?.result, lines: found?.evidence };
}

describe('a reconcile run before the drift, or after the judged run', () => {
  it.each<[what: string, changes: Changes]>([
    ['found nothing before', withRun(14, CLEAN)],
    ['found nothing after', withRun(23, CLEAN)],
    ['found nothing, and left no key undecided, after the drain', withRun(16, CLEAN)],
    ['found nothing, and left no key undecided, when all sagas had ended again', withRun(32, CLEAN)],
    ['left keys undecided while the load went on', withRun(15.9, DEFERRED)],
    ['left keys undecided while the sagas that the judged run ended came to rest', withRun(31.9, DEFERRED)],
    [
      'found after it what another rule finds because of the drift',
      { ...withRun(23, {}, [CONSEQUENCE]), events: followed },
    ],
  ])('is sound if it %s', (_what, changes) => {
    expect(judged(changes)).toEqual({ result: 'valid', lines: [] });
  });

  it.each<[what: string, changes: Changes, line: string]>([
    [
      'found a difference before',
      withRun(14, {}, [difference]),
      'titles emma: found by other, before any drift was seeded',
    ],
    ['found a difference after', withRun(23, {}, [difference]), 'titles emma: found by other, after the judged run'],
    [
      'found before it what another rule finds because of the drift',
      { ...withRun(14, {}, [CONSEQUENCE]), events: followed },
      'titles persuasion: found by other, before any drift was seeded',
    ],
  ])('proves a violation if it %s', (_what, changes, line) => {
    expect(judged(changes)).toEqual({ result: 'invalid', lines: [line] });
  });

  it.each<[what: string, changes: Changes, lines: readonly string[]]>([
    ['reached no conclusion before', withRun(14, INCONCLUSIVE), ['other: titles reached no conclusion']],
    [
      'reached no conclusion after, and says why',
      withRun(23, { ...INCONCLUSIVE, reason: 'a page is missing' }),
      ['other: titles reached no conclusion: a page is missing'],
    ],
    [
      'left keys undecided after the drain',
      withRun(16, DEFERRED),
      ['other: titles left 2 keys undecided, although all sagas had ended'],
    ],
    [
      'left keys undecided when all sagas had ended again',
      withRun(32, DEFERRED),
      ['other: titles left 2 keys undecided, although all sagas had ended'],
    ],
  ])('leaves the question open if it %s', (_what, changes, lines) => {
    expect(judged(changes)).toEqual({ result: 'unknown', lines });
  });

  it.each<[when: string, seconds: number, from: number, result: string]>([
    ['before, and a process was absent then', 14, 9, 'unknown'],
    ['before, and a process was absent only later', 14, 26, 'invalid'],
    ['after, and a process was absent before it', 23, 16, 'unknown'],
  ])('that found a difference %s: %4$s', (_when, seconds, from, result) => {
    const changes = { ...withRun(seconds, {}, [difference]), events: plus(gap(from, from + 4)) };
    expect(judged(changes).result).toBe(result);
  });

  it('may find, or leave undecided, what sagas that are left to the reconciler make differ', () => {
    const loan = { ...difference, key: 'r1-hit-0' };
    for (const changes of [withRun(14, {}, [loan]), withRun(16, DEFERRED), withRun(23, {}, [loan])]) {
      expect(judged({ ...changes, journal: { experiment: stranding } })).toEqual({ result: 'valid', lines: [] });
    }
  });
});
