/** What the result of a reconcile run says of the run and of each rule. */
import { describe, expect, it } from '@jest/globals';
import { reconcileResultsComparison } from '../../../../../chaos/checkers/agreement/reconcile-results.ts';
import type { ReconcileResult } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, reconcile } from '../../sound-run.ts';
import { altered, both, type Case, contradictions, moment, plus } from './compared.ts';

type Rule = ReconcileResult['rules'][number];
const [rule] = reconcile.rules as [Rule];
const [difference] = reconcile.differences as [ReconcileResult['differences'][number]];
/** A run that began before the run that is judged, so that its result is not kept. */
const EARLIER = { resumedFrom: { runId: 'earlier', startedAt: at(-1) } };

const resulting = (change: Partial<ReconcileResult>): Changes => ({ reconciles: [{ ...reconcile, ...change }] });
/** A result whose one rule is changed, and whose outcome is that of the rule. */
const ruled = (change: Partial<Rule>, more: Partial<ReconcileResult> = {}): Changes =>
  resulting({ outcome: change.outcome ?? rule.outcome, rules: [{ ...rule, ...change }], ...more });

describe('the result of a reconcile run', () => {
  const twice = { drift: 2, repaired: 2 };

  it.each<Case>([
    ['is sound', {}, []],
    ['ends as it starts', resulting({ endedAt: at(20) }), []],
    ['ends before it starts', resulting({ endedAt: at(19.9) }), ['it ended before it started']],
    [
      'has another outcome than its rules',
      resulting({ outcome: 'drift' }),
      ['its outcome, and the most severe of its rules: drift and repaired'],
    ],
    ['has no rules, and is clean', resulting({ outcome: 'clean', rules: [], differences: [] }), []],
    ['has a rule twice', resulting({ rules: [rule, rule] }), ['it has the rule titles twice']],
    [
      'has a difference of another rule',
      resulting({ differences: [difference, { ...difference, rule: 'loans' }] }),
      ['emma: it has no rule loans'],
    ],
    [
      'has a difference twice',
      ruled(twice, { differences: [difference, difference] }),
      ['it lists titles emma (different) twice'],
    ],
    [
      'has differences of two kinds in a key',
      ruled(twice, { differences: [difference, { ...difference, kind: 'missing-left' }] }),
      [],
    ],
    ['has a rule that takes as long as the run, and clocks differ', ruled({ seconds: 12 }), []],
    ['has a rule that takes longer', ruled({ seconds: 12.1 }), ['titles took longer than the run']],
    [
      'has a rule that takes longer, and resumes an earlier run',
      ruled({ seconds: 99, ...EARLIER }, { differences: [] }),
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileResultsComparison, changes)).toEqual(lines.map((line) => `hourly: ${line}`));
  });

  it('may recover operations of one of several runs', () => {
    const recovered = [{ runId: 'hourly', operationId: 'titles#dune', status: 'done' as const }];
    const runs = [reconcile, { ...reconcile, runId: 'later', recovered }];
    expect(contradictions(reconcileResultsComparison, { reconciles: runs })).toEqual([]);
  });

  it('is named in each contradiction', () => {
    const runs = [reconcile, { ...reconcile, runId: 'later', endedAt: at(19) }];
    expect(contradictions(reconcileResultsComparison, { reconciles: runs })).toEqual([
      'later: it ended before it started',
    ]);
  });
});

describe('the outcome of a rule', () => {
  it.each<[drift: number, repaired: number, deferred: number, outcome: Rule['outcome']]>([
    [2, 1, 1, 'drift'],
    [1, 1, 1, 'unsettled'],
    [0, 0, 1, 'unsettled'],
    [1, 1, 0, 'repaired'],
    [0, 0, 0, 'clean'],
  ])('of %d differences, %d repairs and %d deferred keys is %4$s', (drift, repaired, deferred, outcome) => {
    const differences = Array.from({ length: drift }, (_, index) => ({
      ...difference,
      key: `emma-${index}`,
      repaired: index < repaired,
    }));
    const stating = (stated: Rule['outcome']) =>
      contradictions(
        reconcileResultsComparison,
        ruled({ drift, repaired, deferred, outcome: stated }, { differences }),
      );
    expect(stating(outcome)).toEqual([]);
    for (const other of (['drift', 'unsettled', 'repaired', 'clean'] as const).filter((one) => one !== outcome)) {
      expect(stating(other)).toEqual([
        `hourly: outcome of titles, as stated and by its counts: ${other} and ${outcome}`,
      ]);
    }
    // A rule that was stopped, or that could not be read, counts what it found until then.
    const unstated = 'hourly: titles was stopped, and does not say why';
    expect([stating('stopped'), stating('inconclusive')]).toEqual([[unstated], []]);
  });
});

describe('what a result says beside its counts', () => {
  const reason = 'the row was gone';
  const PLAN = { plan: { id: 'p', digest: 'd', operations: 9 } };
  const CLEAN = { outcome: 'clean', drift: 0, repaired: 0, candidates: 0 } as const;
  const recovering = (runId: string): Changes =>
    resulting({ recovered: [{ runId, operationId: 'titles#dune', status: 'done' }] });

  it.each<Case>([
    ['is why a rule was stopped', ruled({ outcome: 'stopped', reason }), []],
    ['is why a rule could not be read', ruled({ outcome: 'inconclusive', reason }), []],
    ['is a reason of one of its differences', ruled({ reason }, { differences: [{ ...difference, reason }] }), []],
    [
      'is a reason that no difference has',
      ruled({ reason }),
      [`titles ended repaired, and none of its differences has a reason: ${reason}`],
    ],
    [
      'is why a rule that found nothing is clean',
      ruled({ ...CLEAN, reason }, { differences: [] }),
      [`titles ended clean, and none of its differences has a reason: ${reason}`],
    ],
    [
      'is a reason that only a difference of another rule has',
      resulting({
        rules: [
          { ...rule, reason },
          { ...rule, name: 'loans' },
        ],
        differences: [difference, { ...difference, rule: 'loans', reason }],
      }),
      [`titles ended repaired, and none of its differences has a reason: ${reason}`],
    ],
    ['is a reason from the run that it resumes', ruled({ ...EARLIER, ...CLEAN, reason }, { differences: [] }), []],
    [
      'is a reason of a difference that is omitted',
      both(ruled({ reason }, { differences: [] }), altered('reconcile.ended', { omitted: 1 })),
      [],
    ],
    ['is a plan of the repairs for which it was stopped', ruled({ outcome: 'stopped', reason }, PLAN), []],
    ['is a plan of other repairs', resulting(PLAN), ['its plan p awaits approval, and it ended repaired']],
    [
      'is that it found what was no candidate',
      ruled({ candidates: 0 }),
      ['titles found 1 differences among no candidates'],
    ],
    [
      'is that it found something in no rows',
      ruled({ rows: { left: 0, right: 0 } }),
      ['titles found 1 differences, and read no rows'],
    ],
    ['is that one side has no rows', ruled({ rows: { left: 1, right: 0 } }), []],
    ['is that the other side has no rows', ruled({ rows: { left: 0, right: 1 } }), []],
    ['is what came of an operation of an older run', recovering('20251231T235959Z-a1b2c3'), []],
    [
      'is what came of an operation of a run of this time that has no result',
      recovering('20260101T120100Z-a1b2c3'),
      ['it recovers titles#dune of 20260101T120100Z-a1b2c3, which has no result'],
    ],
    ['is what came of an operation of a run that has one', recovering('hourly'), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileResultsComparison, changes)).toEqual(lines.map((line) => `hourly: ${line}`));
  });
});

describe('the differences that a result lists', () => {
  const notFound = (drift: number, listed: number) =>
    `hourly: titles found ${drift} differences, and ${listed} are listed`;
  const notRepaired = (repaired: number, listed: number) =>
    `hourly: titles repaired ${repaired} differences, and ${listed} are listed as repaired`;
  const two = { drift: 2, repaired: 2 };
  const FEWER = [notFound(2, 1), notRepaired(2, 1)];
  const omitting = altered('reconcile.ended', { drift: 2, repaired: 2, omitted: 1 });

  it.each<Case>([
    ['are as many as its rule found', {}, []],
    ['are more', ruled({ drift: 0, repaired: 0, outcome: 'clean' }), [notFound(0, 1), notRepaired(0, 1)]],
    ['are fewer', ruled(two), FEWER],
    ['are fewer, and the run omitted some', both(ruled(two), omitting), []],
    [
      'are fewer, and another run omitted some',
      both(
        ruled(two),
        plus({
          ...moment(23),
          kind: 'reconcile.ended',
          runId: 'later',
          outcome: 'clean',
          drift: 1,
          repaired: 0,
          omitted: 1,
        }),
      ),
      FEWER,
    ],
    ['are of a rule that resumes an earlier run', ruled({ ...EARLIER }), [notFound(0, 1), notRepaired(0, 1)]],
    [
      'are repaired more often than the rule says',
      ruled({ drift: 1, repaired: 0, outcome: 'drift' }),
      [notRepaired(0, 1)],
    ],
    [
      'are repaired less often than the rule says',
      resulting({ differences: [{ ...difference, repaired: false }] }),
      [notRepaired(1, 0)],
    ],
    [
      'are repaired more often than the rule found any',
      ruled({ drift: 1, repaired: 2 }),
      ['hourly: titles repaired 2 of 1 differences', notRepaired(2, 1)],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileResultsComparison, changes)).toEqual(lines);
  });
});

/** What a rule counts that ends so. */
const COUNTS = {
  stopped: { reason: 'out of time' },
  inconclusive: {},
  drift: { drift: 1, repaired: 0 },
  unsettled: { drift: 0, repaired: 0, deferred: 1 },
};

describe('a rule that is resumed', () => {
  const stopped: ReconcileResult = {
    ...reconcile,
    runId: 'earlier',
    outcome: 'stopped',
    startedAt: at(18),
    endedAt: at(19),
    rules: [rule, { ...rule, name: 'loans', outcome: 'stopped', drift: 0, repaired: 0, reason: 'out of time' }],
  };
  const resumedFrom = { runId: 'earlier', startedAt: stopped.startedAt };
  const resumed = (change: Partial<Rule> = {}): ReconcileResult => ({
    ...reconcile,
    outcome: change.outcome ?? rule.outcome,
    rules: [{ ...rule, resumedFrom, ...change }],
    differences: [],
  });

  it.each<[what: string, reconciles: readonly ReconcileResult[], lines: readonly string[]]>([
    ['has the result of a run that ran out of time', [stopped, resumed()], []],
    [
      'is resumed from a run that reached its end',
      [{ ...stopped, outcome: 'repaired', rules: [rule] }, resumed()],
      ['titles is resumed from earlier, which ended repaired'],
    ],
    [
      'has another result than there',
      [stopped, resumed({ candidates: 2 })],
      ['titles is resumed from earlier, where its result is another'],
    ],
    [
      'is resumed from another time',
      [stopped, resumed({ resumedFrom: { ...resumedFrom, startedAt: at(17) } })],
      [`start of earlier, from which titles is resumed: ${at(17)} and ${at(18)}`],
    ],
    ['is resumed from a run without a result', [resumed()], ['titles is resumed from earlier, which has no result']],
    ['is resumed from a run that began before this one', [resumed(EARLIER)], []],
    [
      'is resumed from a run that began as this one did',
      [resumed({ resumedFrom: { runId: 'earlier', startedAt: at(0) } })],
      ['titles is resumed from earlier, which has no result'],
    ],
    [
      'is resumed from itself',
      [resumed({ resumedFrom: { runId: 'earlier', startedAt: at(20) } })],
      ['titles is resumed from earlier, which started later', 'titles is resumed from earlier, which has no result'],
    ],
    ...(['stopped', 'inconclusive', 'drift', 'unsettled'] as const).map(
      (outcome): [string, readonly ReconcileResult[], readonly string[]] => [
        `ended ${outcome}, so that it was not finished`,
        [resumed({ ...EARLIER, outcome, ...COUNTS[outcome] })],
        [`titles is resumed from earlier, and ended ${outcome}`],
      ],
    ),
  ])('%s', (_what, reconciles, lines) => {
    expect(contradictions(reconcileResultsComparison, { reconciles })).toEqual(lines.map((line) => `hourly: ${line}`));
  });
});
