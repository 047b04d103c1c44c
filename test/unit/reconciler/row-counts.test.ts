import { describe, expect, it } from '@jest/globals';
import { completePasses } from '../../../reconciler/control/row-counts.ts';
import type { Difference, RuleResult } from '../../../reconciler/index.ts';

const rule: RuleResult = {
  name: 'copies',
  outcome: 'repaired',
  rows: { left: 20, right: 1 },
  candidates: 19,
  drift: 19,
  repaired: 19,
  deferred: 0,
  accepted: 0,
  bytes: 0,
  seconds: 0,
};

const missing = (kind: 'missing-left' | 'missing-right', master: 'left' | 'right', repaired = true): Difference => ({
  rule: 'copies',
  key: 'k',
  kind,
  fields: {},
  masters: { name: master },
  repaired,
});

const countsAfter = (differences: readonly Difference[], more: Partial<RuleResult> = {}) =>
  completePasses({ rules: [{ ...rule, ...more }], differences });

describe('the number of rows at the last complete pass', () => {
  it('includes the rows that the repair created', () => {
    const created = Array.from({ length: 19 }, () => missing('missing-right', 'left'));
    expect(countsAfter(created)).toEqual([['copies', { left: 20, right: 20 }]]);
    expect(countsAfter([missing('missing-left', 'right')])).toEqual([['copies', { left: 21, right: 1 }]]);
  });

  it('does not include the rows that the repair deleted', () => {
    expect(countsAfter([missing('missing-right', 'right')])).toEqual([['copies', { left: 19, right: 1 }]]);
    expect(countsAfter([missing('missing-left', 'left')])).toEqual([['copies', { left: 20, right: 0 }]]);
  });

  it('is what was found where nothing was repaired, and unknown after a pass without a conclusion', () => {
    expect(countsAfter([missing('missing-right', 'left', false)])).toEqual([['copies', { left: 20, right: 1 }]]);
    expect(countsAfter([], { outcome: 'inconclusive' })).toEqual([]);
    expect(countsAfter([], { pass: 'changes' })).toEqual([]);
  });
});
