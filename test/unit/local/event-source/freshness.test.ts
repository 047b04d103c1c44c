import { describe, expect, it } from '@jest/globals';
import { Freshness } from '../../../../local/event-source/freshness.ts';

describe('a stream that is silent', () => {
  it('is fresh while the others are silent too', () => {
    const freshness = new Freshness();
    freshness.saw('busy', 1000);
    expect(freshness.isStale('silent')).toBe(false);
  });

  it('is stale once others were written to a few thousand times, and fresh again with a record of its own', () => {
    const freshness = new Freshness();
    freshness.saw('silent', 1);
    for (let page = 0; page < 5; page += 1) freshness.saw('busy', 1000);
    expect(freshness.isStale('silent')).toBe(true);
    expect(freshness.isStale('busy')).toBe(false);
    freshness.saw('silent', 1);
    expect(freshness.isStale('silent')).toBe(false);
  });
});
