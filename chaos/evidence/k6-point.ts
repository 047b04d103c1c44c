/** A line of k6's points. Checked by hand, because there are millions. */
import { MalformedError, parseJson } from './json.ts';

export interface K6Point {
  readonly metric: string;
  readonly time: string;
  readonly value: number;
  readonly tags: Texts;
  /** What a journey says of its iteration. */
  readonly metadata: Texts;
}

/** By name. */
type Texts = Readonly<Record<string, string>>;

/** k6 announces each metric with a line of its own, before the metric's first point. */
export interface Announcement {
  readonly announced: string;
}

/** @throws MalformedError when it is not a line that k6 writes */
export function parsePoint(line: string): K6Point | Announcement {
  const parsed = parseJson(line);
  if (!isObject(parsed) || typeof parsed['metric'] !== 'string') throw new MalformedError(NO_LINE);
  const { metric, type, data } = parsed;
  if (type === 'Metric') return { announced: metric };
  if (type !== 'Point' || !isObject(data)) throw new MalformedError(NO_LINE);
  const { time, value, tags, metadata } = data;
  if (typeof time !== 'string' || typeof value !== 'number') throw new MalformedError(NO_LINE);
  return { metric, time, value, tags: textsIn(tags), metadata: textsIn(metadata) };
}

const NO_LINE = 'a line is not one that k6 writes';

/** k6 leaves out what has no members, or writes null. */
function textsIn(value: unknown): Texts {
  if (value === undefined || value === null) return NONE;
  if (!isObject(value)) throw new MalformedError(NO_LINE);
  for (const name in value) if (typeof value[name] !== 'string') throw new MalformedError(NO_LINE);
  return value as Texts;
}

const NONE: Texts = {};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
