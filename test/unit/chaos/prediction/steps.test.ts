import { describe, expect, it } from '@jest/globals';
import { startsSaga } from '../../../../chaos/prediction/index.ts';
import { failureLimitAt, isFedByStream, roleAt } from '../../../../chaos/prediction/steps.ts';
import { sample } from '../sample-system.ts';

describe('what a definition says about a step', () => {
  it.each([
    ['shelf', 'hold', 'prepare', true],
    ['shelf', 'free', 'rollback', false],
    ['search', 'handle', 'other', false],
    ['letters', 'send', 'other', false],
    ['fees', 'commit', 'commit', true],
    ['unknown', 'prepare', 'prepare', false],
    ['unknown', 'count', 'other', false],
  ])('of %s, %s is its role, and whether a stream feeds it', (service, step, role, isFed) => {
    expect(roleAt(sample, { service, step })).toBe(role);
    expect(isFedByStream(sample, { service, step })).toBe(isFed);
  });

  it('is nothing without a definition, but for the names of roles', () => {
    expect(roleAt(undefined, { service: 'shelf', step: 'hold' })).toBe('other');
    expect(roleAt(undefined, { service: 'shelf', step: 'drive' })).toBe('drive');
    expect(isFedByStream(undefined, { service: 'shelf', step: 'hold' })).toBe(false);
  });

  it('includes after how many failures it gives up: 3, unless it says otherwise', () => {
    expect(failureLimitAt(sample, { service: 'fees', step: 'prepare' })).toBe(5);
    expect(failureLimitAt(sample, { service: 'shelf', step: 'hold' })).toBe(3);
    expect(failureLimitAt({}, { service: 'shelf', step: 'hold' })).toBeUndefined();
    expect(failureLimitAt(undefined, { service: 'shelf', step: 'hold' })).toBeUndefined();
  });
});

describe('an operation', () => {
  it.each([
    ['completed', true],
    ['rolled-back', true],
    ['refused', false],
    ['none', false],
  ])('with the end %s has started a saga: %s', (end, starts) => {
    expect(startsSaga({ end })).toBe(starts);
  });
});
