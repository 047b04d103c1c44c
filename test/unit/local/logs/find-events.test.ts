import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createEventIndex, type LogEvent } from '../../../../local/logs/event-index.ts';
import { eventIdOf, findEvents } from '../../../../local/logs/find-events.ts';

const everything = { startTime: 0, endTime: Infinity, matches: () => true, inStream: () => true };
const indexOf = (timestamps: readonly number[]) => {
  const eventIndex = createEventIndex();
  timestamps.forEach((timestamp, index) => {
    eventIndex.add({ sequence: index + 1, timestamp, ingestionTime: index, stream: 's', message: String(index) });
  });
  return eventIndex;
};
const pages = (timestamps: readonly number[], limit: number) => {
  const index = indexOf(timestamps);
  const found: LogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = findEvents(index, { ...everything, limit, nextToken });
    found.push(...page.found);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
};
const times = fc.array(fc.nat({ max: 50 }), { maxLength: 60 });

describe('a search of events', () => {
  it('returns each event once, ordered by time and then by ingestion, for any order of arrival and page size', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 10 }), (timestamps, limit) => {
        const expected = timestamps
          .map((timestamp, index) => ({ timestamp, sequence: index + 1 }))
          .toSorted((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
        const found = pages(timestamps, limit).map(({ timestamp, sequence }) => ({ timestamp, sequence }));
        expect(found).toEqual(expected);
      }),
    );
  });

  it('includes both ends of its time range', () => {
    const { found } = findEvents(indexOf([1, 2, 3, 4]), { ...everything, startTime: 2, endTime: 3, limit: 10 });
    expect(found.map(({ timestamp }) => timestamp)).toEqual([2, 3]);
  });

  it('returns ids that increase with ingestion, so that a repeated search can pick out late events', () => {
    const found = pages([5, 9, 1], 10);
    const known = found.slice(1).map(eventIdOf);
    expect(eventIdOf(found[0]!) > known.toSorted().at(-1)!).toBe(true);
  });

  it('refuses a token that it did not issue', () => {
    expect(() => findEvents(indexOf([1]), { ...everything, limit: 1, nextToken: 'x' })).toThrow('nextToken');
  });
});
