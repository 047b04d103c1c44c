/** The events of one log group, ordered and searchable by time. */

export interface LogEvent {
  /** The order of ingestion: increases by one with each event of any group. */
  readonly sequence: number;
  /** The timestamp of the line, in virtual milliseconds. */
  readonly timestamp: number;
  /** When the service received the line, in virtual milliseconds. */
  readonly ingestionTime: number;
  readonly stream: string;
  readonly message: string;
}

export type Position = Pick<LogEvent, 'timestamp' | 'sequence'>;

/** The most events a group holds; beyond it the oldest are dropped. */
const MAX_EVENTS = 1_000_000;

const comparePositions = (a: Position, b: Position): number => a.timestamp - b.timestamp || a.sequence - b.sequence;

export interface EventIndex {
  readonly add: (event: LogEvent) => void;
  /** All events from the position on, ordered by time and then by ingestion. */
  readonly from: (position: Position) => IterableIterator<LogEvent>;
  readonly size: () => number;
  readonly dropBefore: (timestamp: number) => void;
}

export function createEventIndex(): EventIndex {
  const events: LogEvent[] = [];

  const indexOf = (position: Position): number => {
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
      // Lines arrive nearly in order, so inserting a late one moves few others.
      if (last === undefined || last.timestamp <= event.timestamp) events.push(event);
      else events.splice(indexOf(event), 0, event);
      if (events.length > MAX_EVENTS * 1.1) events.splice(0, events.length - MAX_EVENTS);
    },
    *from(position) {
      for (let index = indexOf(position); index < events.length; index += 1) {
        const event = events[index];
        if (event) yield event;
      }
    },
    size: () => events.length,
    dropBefore(timestamp) {
      events.splice(0, indexOf({ timestamp, sequence: 0 }));
    },
  };
}
