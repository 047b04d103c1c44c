import { describe, expect, it } from '@jest/globals';
import { standingOf } from '../../../../cli/commands/reconcile/runs.ts';

describe('a listed run', () => {
  const startedAt = '2026-03-14T15:00:00.000Z';
  const at = (seconds: number): number => Date.parse(startedAt) + seconds * 1000;
  const run = { runId: 'r1', trigger: 'command', startedAt };
  const heldBy = (holder: string) => ({ holder, until: '2026-03-14T15:15:00.000Z' });

  it.each([
    ['its outcome, once it has one', { ...run, outcome: 'repaired' as const }, 3600, undefined, 'repaired'],
    ['running while it holds the lease', run, 600, heldBy('r1'), 'running'],
    ['running before it takes the lease', run, 5, undefined, 'running'],
    ['killed once its lease has ended or was ended', run, 600, undefined, 'killed'],
    ['killed once another run holds the lease', run, 600, heldBy('r2'), 'killed'],
  ])('is said to be %s', (_what, listed, seconds, held, standing) => {
    expect(standingOf(listed, at(seconds), held)).toBe(standing);
  });
});
