import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createEventIndex, type LogEvent } from '../../../../local/logs/event-index.ts';
import { eventIdOf, findEvents } from '../../../../local/logs/find-events.ts';

const everything = { startTime: 0, endTime: Infinity, matches: () => true, inStream: () => true };
const indexOf = (timestamps: readonly number[]) => {
  const index = createEventIndex();
  timestamps.forEach((timestamp, place) => {
    index.add({ sequence: place + 1, timestamp, ingestionTime: place, stream: 's', message: String(place) });
  });
  return index;
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
  it('gives each event once, by time and then by ingestion, whatever the order of arrival and the page', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 10 }), (timestamps, limit) => {
        const expected = timestamps
          .map((timestamp, place) => ({ timestamp, sequence: place + 1 }))
          .toSorted((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
        const found = pages(timestamps, limit).map(({ timestamp, sequence }) => ({ timestamp, sequence }));
        expect(found).toEqual(expected);
      }),
    );
  });

  it('takes both ends of its time', () => {
    const { found } = findEvents(indexOf([1, 2, 3, 4]), { ...everything, startTime: 2, endTime: 3, limit: 10 });
    expect(found.map(({ timestamp }) => timestamp)).toEqual([2, 3]);
  });

  it('gives ids that grow with ingestion, so that who asks again finds what came late', () => {
    const found = pages([5, 9, 1], 10);
    const known = found.slice(1).map(eventIdOf);
    expect(eventIdOf(found[0]!) > known.toSorted().at(-1)!).toBe(true);
  });

  it('refuses a token it did not give out', () => {
    expect(() => findEvents(indexOf([1]), { ...everything, limit: 1, nextToken: 'x' })).toThrow('nextToken');
  });
});
