/** What reconcile runs and seeded drift say of the rules of the system. */
import { describe, expect, it } from '@jest/globals';
import { reconcileRulesComparison } from '../../../../../chaos/checkers/agreement/reconcile-rules.ts';
import { reconcile } from '../../sound-run.ts';
import { altered, type Case, contradictions, given } from './compared.ts';

describe('the rules of the system', () => {
  const consequences = [{ rule: 'loans', key: 'emma' }];

  it.each<Case>([
    ['are those that ran', {}, []],
    ['are more than ran', given({ rules: ['titles', 'loans'] }), ['hourly did not run the rule loans']],
    [
      'are more than ran, as the others are not due',
      { ...given({ rules: ['titles', 'loans'] }), reconciles: [{ ...reconcile, notDue: ['loans'] }] },
      [],
    ],
    [
      'are fewer than ran',
      { reconciles: [{ ...reconcile, notDue: ['loans'] }] },
      ['hourly ran loans, which is no rule of the system'],
    ],
    [
      'lack the one that must find the drift',
      altered('drift.seeded', { rule: 'loans' }),
      ['wrong-title: the system has no rule loans'],
    ],
    [
      'lack one that may find it, too',
      altered('drift.seeded', { consequences }),
      ['wrong-title: the system has no rule loans'],
    ],
    ['are not known without a definition', given({ system: null, rules: undefined }), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileRulesComparison, changes)).toEqual(lines);
  });
});
