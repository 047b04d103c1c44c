import { describe, expect, it } from '@jest/globals';
import { explore } from './services-saga/explore.ts';
import { production } from './services-saga/machines.ts';
import { movesOf } from './services-saga/moves.ts';
import {
  withoutDecision,
  withoutFilingCount,
  withoutReleaseCondition,
  withoutStoredRefusal,
  withoutTombstone,
} from './services-saga/mutants.ts';

describe('the saga, in every interleaving of late, duplicate and retried messages, crashes and rollback requests', () => {
  const { violation, resting } = explore(movesOf(production));

  it('rests only in allowed states, and can come to rest from every state', () => {
    expect(violation).toBeUndefined();
  });

  it('reaches both of its ends', () => {
    expect(resting).toContain('COMPLETED, CAPTURED, COMMITTED, DISPATCHED');
    expect(resting).toContain('ROLLED_BACK, VOIDED, RELEASED, CANCELLED');
    expect(resting).toContain('ROLLED_BACK, DECLINED, REJECTED, CANCELLED');
  });

  it.each([
    ['the tombstone', withoutTombstone],
    ['the stored refusal', withoutStoredRefusal],
    ['the condition on release', withoutReleaseCondition],
    ['the count of filings', withoutFilingCount],
    ['the decision point', withoutDecision],
  ])('breaks without %s', (_guard, machines) => {
    expect(explore(movesOf(machines)).violation).toBeDefined();
  });
});
