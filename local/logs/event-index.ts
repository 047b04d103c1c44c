/** The events of one log group, in order of time, found by time. */

export interface LogEvent {
  /** Grows by one with each event the service takes in, over all groups: the order of ingestion. */
  readonly sequence: number;
  /** Virtual milliseconds: what the line is stamped with, and when it was taken in. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly stream: string;
  readonly message: string;
}

export type Position = Pick<LogEvent, 'timestamp' | 'sequence'>;

/** What a group holds at most; the oldest go first. */
const MOST_EVENTS = 1_000_000;

const comparePositions = (a: Position, b: Position): number => a.timestamp - b.timestamp || a.sequence - b.sequence;

export interface EventIndex {
  readonly add: (event: LogEvent) => void;
  /** From the first event at or after the position on, in order of time, then of ingestion. */
  readonly from: (position: Position) => IterableIterator<LogEvent>;
  readonly size: () => number;
  readonly forgetBefore: (timestamp: number) => void;
}

export function createEventIndex(): EventIndex {
  const events: LogEvent[] = [];

  const placeOf = (position: Position): number => {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = events[middle];
      if (event && comparePositions(event, position) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(event) {
      const last = events.at(-1);
      // Lines come nearly in order, so what a late one moves is short.
      if (last === undefined || last.timestamp <= event.timestamp) events.push(event);
      else events.splice(placeOf(event), 0, event);
      if (events.length > MOST_EVENTS * 1.1) events.splice(0, events.length - MOST_EVENTS);
    },
    *from(position) {
      for (let place = placeOf(position); place < events.length; place += 1) {
        const event = events[place];
        if (event) yield event;
      }
    },
    size: () => events.length,
    forgetBefore(timestamp) {
      events.splice(0, placeOf({ timestamp, sequence: 0 }));
    },
  };
}
