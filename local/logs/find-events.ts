/**
 * Finds events by time and pattern, a page at a time.
 *
 * Events are ordered by time, with streams interleaved; events of the same time are ordered by ingestion. A late line
 * may be ingested after lines with a later time have been listed. To follow a group without missing any line, a client
 * therefore searches again from as far back as a line may be late, and keeps the events whose `eventId` is greater than
 * all it has seen: ids increase with ingestion, across all groups.
 */
import { AwsError } from '../core/index.ts';
import type { EventIndex, LogEvent, Position } from './event-index.ts';
import { type FilterPattern, lineOf } from './pattern/index.ts';

/** Limits of one page. As in AWS, a search of a large group returns several pages, and some of them may be empty. */
const MAX_SCANNED_PER_PAGE = 20_000;
const MAX_BYTES_PER_PAGE = 1_048_576;

const tokenPattern = /^(?<timestamp>\d+):(?<sequence>\d+)$/u;
const parseToken = (token: string): Position => {
  const groups = tokenPattern.exec(token)?.groups;
  if (!groups) throw new AwsError('InvalidParameterException', `The specified nextToken is invalid: ${token}.`);
  return { timestamp: Number(groups['timestamp']), sequence: Number(groups['sequence']) };
};
const tokenOf = ({ timestamp, sequence }: Position): string => `${timestamp}:${sequence}`;

export interface Search {
  /** Virtual milliseconds; both ends are inclusive. */
  readonly startTime: number;
  readonly endTime: number;
  readonly matches: FilterPattern;
  readonly inStream: (stream: string) => boolean;
  readonly limit: number;
  readonly nextToken?: string | undefined;
}

export function findEvents(
  events: EventIndex,
  { startTime, endTime, matches, inStream, limit, nextToken }: Search,
): { readonly found: readonly LogEvent[]; readonly nextToken?: string } {
  const found: LogEvent[] = [];
  const start = nextToken === undefined ? { timestamp: startTime, sequence: 0 } : parseToken(nextToken);
  let scanned = 0;
  let bytes = 0;
  for (const event of events.from(start)) {
    if (event.timestamp > endTime) break;
    if (found.length >= limit || scanned >= MAX_SCANNED_PER_PAGE || bytes >= MAX_BYTES_PER_PAGE) {
      return { found, nextToken: tokenOf(event) };
    }
    scanned += 1;
    if (!inStream(event.stream) || !matches(lineOf(event.message))) continue;
    found.push(event);
    bytes += event.message.length;
  }
  return { found };
}

/** The `eventId` in AWS's format of 56 digits. An event that is ingested later has a greater id. */
export const eventIdOf = ({ sequence }: LogEvent): string => String(sequence).padStart(56, '0');
