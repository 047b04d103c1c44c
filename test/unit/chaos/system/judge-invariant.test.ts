import { describe, expect, it } from '@jest/globals';
import { type Invariant, judgeInvariant, type RunState } from '../../../../chaos/system/index.ts';
import { snapshot } from '../sound-run.ts';

const state = {
  snapshots: { drained: snapshot('drained', 16, [], { loans: { l1: { state: 'LENT' } }, fees: {} }) },
  isEndRepaired: true,
} as unknown as RunState;
const invariant = (judge: unknown): Invariant => ({
  name: 'own',
  views: ['loans', 'gone'],
  at: ['drained'],
  judge: judge as Invariant['judge'],
});
const reading = (view: string) =>
  invariant(({ snapshots }: RunState) => ({
    summary: 'Counted.',
    violations: [...(snapshots.drained.views.get(view)?.keys() ?? [])],
  }));

describe('an invariant', () => {
  it('reads the views that it declares', () => {
    expect(judgeInvariant(reading('loans'), state)).toEqual({ summary: 'Counted.', violations: ['l1'] });
  });

  it.each([
    ['a misspelt view', reading('laons'), 'there is no view laons in `views` of the invariant: loans, gone'],
    ['a view that it does not declare', reading('fees'), 'there is no view fees in `views` of the invariant'],
    ['a view that the snapshot lacks', reading('gone'), 'the snapshot has no view gone'],
    [
      'a snapshot that it does not declare',
      invariant(({ snapshots }: RunState) => snapshots.end.views),
      'there is no snapshot end in `at` of the invariant: drained',
    ],
  ])('cannot read %s', (_what, one, message) => {
    expect(() => judgeInvariant(one, state)).toThrow(message);
  });

  it.each([
    ['nothing', undefined, 'it returned undefined'],
    ['something else', { ok: true }, 'it returned {"ok":true}'],
    ['a promise', Promise.resolve({ summary: '', violations: [] }), 'it returned a promise'],
    ['violations that are no texts', { summary: '', violations: [7] }, 'it returned {"summary":"","violations":[7]}'],
  ])('must not return %s', (_what, answer, message) => {
    expect(() =>
      judgeInvariant(
        invariant(() => answer),
        state,
      ),
    ).toThrow(`judge must return { summary, violations }, a text and a list of texts; ${message}`);
  });
});
