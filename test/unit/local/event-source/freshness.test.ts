import { describe, expect, it } from '@jest/globals';
import { Freshness } from '../../../../local/event-source/freshness.ts';

describe('a silent stream', () => {
  it('is fresh as long as few records arrive in other streams', () => {
    const freshness = new Freshness();
    freshness.saw('busy', 1000);
    expect(freshness.isStale('silent')).toBe(false);
  });

  it('becomes stale after a few thousand records in other streams, and fresh again after one of its own', () => {
    const freshness = new Freshness();
    freshness.saw('silent', 1);
    for (let page = 0; page < 5; page += 1) freshness.saw('busy', 1000);
    expect(freshness.isStale('silent')).toBe(true);
    expect(freshness.isStale('busy')).toBe(false);
    freshness.saw('silent', 1);
    expect(freshness.isStale('silent')).toBe(false);
  });
});
