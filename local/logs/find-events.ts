/**
 * Finding events by time and pattern, a page at a time.
 *
 * Events come in order of time, streams interleaved; of one time, in order of ingestion. A line may be taken in after
 * later ones were listed already. Whoever follows a group and must miss none asks again from as far back as a line may
 * be late, and takes those whose `eventId` is greater than any seen before: ids grow with ingestion, over all groups.
 */
import { AwsError } from '../core/index.ts';
import type { EventIndex, LogEvent, Position } from './event-index.ts';
import { type FilterPattern, lineOf } from './pattern/index.ts';

/** What one page looks at: a search of a large group answers in pages, some of them empty, as in AWS. */
const SCANNED_PER_PAGE = 20_000;
const BYTES_PER_PAGE = 1_048_576;

const tokenPattern = /^(?<timestamp>\d+):(?<sequence>\d+)$/u;
const parseToken = (token: string): Position => {
  const groups = tokenPattern.exec(token)?.groups;
  if (!groups) throw new AwsError('InvalidParameterException', `The specified nextToken is invalid: ${token}.`);
  return { timestamp: Number(groups['timestamp']), sequence: Number(groups['sequence']) };
};
const tokenOf = ({ timestamp, sequence }: Position): string => `${timestamp}:${sequence}`;

export interface Search {
  /** Virtual milliseconds; both ends belong to it. */
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
    if (found.length >= limit || scanned >= SCANNED_PER_PAGE || bytes >= BYTES_PER_PAGE) {
      return { found, nextToken: tokenOf(event) };
    }
    scanned += 1;
    if (!inStream(event.stream) || !matches(lineOf(event.message))) continue;
    found.push(event);
    bytes += event.message.length;
  }
  return { found };
}

/** `eventId` as AWS writes it, 56 digits: greater ids were taken in later. */
export const eventIdOf = ({ sequence }: LogEvent): string => String(sequence).padStart(56, '0');
