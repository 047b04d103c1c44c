/** What the result of a reconcile run says of the run and of each rule. */
import { describe, expect, it } from '@jest/globals';
import { reconcileResultsComparison } from '../../../../../chaos/checkers/agreement/reconcile-results.ts';
import type { ReconcileResult } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, reconcile } from '../../sound-run.ts';
import { type Case, contradictions } from './compared.ts';

type Rule = ReconcileResult['rules'][number];
const [rule] = reconcile.rules as [Rule];
const [difference] = reconcile.differences as [ReconcileResult['differences'][number]];
const EARLIER = { resumedFrom: { runId: 'earlier', startedAt: at(19) } };

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
    ['has a rule that takes longer, and resumes an earlier run', ruled({ seconds: 99, ...EARLIER }), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileResultsComparison, changes)).toEqual(lines.map((line) => `hourly: ${line}`));
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
    const stating = (stated: Rule['outcome']) =>
      contradictions(
        reconcileResultsComparison,
        ruled({ drift, repaired, deferred, outcome: stated, ...EARLIER }, LESS),
      );
    expect(stating(outcome)).toEqual([]);
    for (const other of (['drift', 'unsettled', 'repaired', 'clean'] as const).filter((one) => one !== outcome)) {
      expect(stating(other)).toEqual([
        `hourly: outcome of titles, as stated and by its counts: ${other} and ${outcome}`,
      ]);
    }
    // A rule that was stopped, or that could not be read, counts what it found until then.
    expect([stating('stopped'), stating('inconclusive')]).toEqual([[], []]);
  });

  const LESS = { differences: [] };
});

describe('the differences that a result lists', () => {
  const notFound = (drift: number, listed: number) =>
    `hourly: titles found ${drift} differences, and ${listed} are listed`;
  const notRepaired = (repaired: number, listed: number) =>
    `hourly: titles repaired ${repaired} differences, and ${listed} are listed as repaired`;
  const two = { drift: 2, repaired: 2 };
  const FEWER = [notFound(2, 1), notRepaired(2, 1)];
  /** A result that says more than it lists, with a reason that makes it this long. */
  function sized(bytes: number, letter = 'x'): Changes {
    const fill = (reason: string) => ruled({ ...two, reason });
    const bare = JSON.stringify(fill('').reconciles?.[0]).length;
    return fill(letter.repeat((bytes - bare) / Buffer.byteLength(letter)));
  }

  it.each<Case>([
    ['are as many as its rule found', {}, []],
    ['are more', ruled({ drift: 0, repaired: 0, outcome: 'clean' }), [notFound(0, 1), notRepaired(0, 1)]],
    ['are fewer', ruled(two), FEWER],
    ['are fewer, and the rule resumes an earlier run', ruled({ ...two, ...EARLIER }), []],
    ['are fewer in a result that is not too large to be stored', sized(199_999), FEWER],
    ['are fewer in a result that may be too large', sized(200_000), []],
    ['are fewer in a result that takes more bytes than letters', sized(200_002, '…'), []],
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
      ruled({ drift: 1, repaired: 2, ...EARLIER }),
      ['hourly: titles repaired 2 of 1 differences'],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileResultsComparison, changes)).toEqual(lines);
  });
});
