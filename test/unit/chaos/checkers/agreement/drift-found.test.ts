/** What a reconcile run says of the values of seeded drift: one side has what was there before, and one what drift wrote. */
import { describe, expect, it } from '@jest/globals';
import { driftFoundComparison } from '../../../../../chaos/checkers/agreement/drift-found.ts';
import type { ReconcileResult } from '../../../../../chaos/schemas/index.ts';
import { type Changes, drifted, reconcile, snapshot } from '../../sound-run.ts';
import { type Case, contradictions } from './compared.ts';

type Difference = ReconcileResult['differences'][number];
const [difference] = reconcile.differences;
const found = (change: Partial<Difference>): Changes => ({
  reconciles: [{ ...reconcile, differences: [{ ...difference!, ...change }] }],
});
/** A difference in the name, whose master is on this side. */
const named = (left: string, right: string, master?: 'left' | 'right'): Changes =>
  found({ fields: { name: { left, right } }, masters: master === undefined ? {} : { name: master } });

describe('the values of seeded drift that a reconcile run finds', () => {
  const wrong = ['titles emma: name is not what the stores held before and after the drift'];
  const withView = {
    ...drifted(),
    views: new Map([...drifted().views, ['other', drifted().views.get('desk.titles')!]]),
  };

  it.each<Case>([
    ['are sound', {}, []],
    ['have another value on the side of the master', named('Emme', 'Ema', 'left'), wrong],
    ['have another value on the other side', named('Emma', 'Emme', 'left'), wrong],
    ['have the master on the right', named('Ema', 'Emma', 'right'), []],
    ['have it there, and the values on the wrong sides', named('Emma', 'Ema', 'right'), wrong],
    ['have no master', named('Emme', 'Emme'), []],
    ['are of another rule than the drift', { ...named('Emme', 'Emme', 'left'), ...other({ rule: 'loans' }) }, []],
    ['are of another key than the drift', { ...named('Emme', 'Emme', 'left'), ...other({ key: 'persuasion' }) }, []],
    [
      'are of a field that the drift left alone',
      found({ fields: { updatedAt: { left: 'x', right: 'y' } }, masters: { updatedAt: 'left' } }),
      [],
    ],
    [
      'are of a field that the record did not have before',
      found({ fields: { pages: { left: 1, right: 2 } }, masters: { pages: 'left' } }),
      [],
    ],
    [
      'are of a record that was not there before',
      { ...named('Emme', 'Emme', 'left'), drained: snapshot('drained', 16, undefined, { 'desk.titles': {} }) },
      [],
    ],
    [
      'are of a record that is gone after it',
      { ...named('Emme', 'Emme', 'left'), drifted: snapshot('drifted', 18, undefined, { 'desk.titles': {} }) },
      [],
    ],
    ['are of a view that the snapshot before the drift lacks', { drifted: withView }, []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(driftFoundComparison, changes)).toEqual(lines);
  });

  function other(change: Partial<Difference>): Changes {
    return found({ fields: { name: { left: 'Emme', right: 'Emme' } }, ...change });
  }
});
