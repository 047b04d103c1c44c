import { describe, expect, it } from '@jest/globals';
import { standingOf } from '../../../reconciler/engine/standing.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 2, 1);
const rule = { settleWindow: 2 * MINUTE, stuckAfter: Infinity, inFlight: () => false };

const standing = (touchedAt: number | undefined) =>
  standingOf(
    { left: { key: 'k', fields: {} }, right: { key: 'k', fields: {}, ...(touchedAt !== undefined && { touchedAt }) } },
    false,
    { now: NOW, isLast: true },
    rule,
  );

describe('a candidate whose sides still differ', () => {
  it.each([
    ['has no time', undefined, 'drift'],
    ['was written long ago', NOW - 10 * MINUTE, 'drift'],
    ['was written within the settle window', NOW - MINUTE, 'recent'],
    ['was written by a clock that is ahead', NOW + 10 * MINUTE, 'recent'],
    ['has a time that no clock shows yet', Date.UTC(9999, 11, 31), 'drift'],
  ])('and that %s', (_what, touchedAt, expected) => {
    expect(standing(touchedAt)).toBe(expected);
  });
});
