/** Parses the lines of a run's events. */
import * as z from 'zod';
import { ElapsedMs } from '../schemas/evidence/format.ts';
import { RunEvent } from '../schemas/index.ts';
import type { wording } from '../schemas/mistakes.ts';

type Transition = Extract<RunEvent, { kind: 'saga' }>;

/** What `RunEvent` makes of a line. Transitions of sagas are checked by hand where they are right: there are millions. */
export const EventLine = {
  parse: (value: unknown, params: typeof wording): RunEvent =>
    isTransition(value) ? value : RunEvent.parse(value, params),
};

const FIELDS = 6;

function isTransition(value: unknown): value is Transition {
  if (typeof value !== 'object' || value === null) return false;
  const { at, elapsedMs, kind, correlationId, service, state } = value as Readonly<Record<string, unknown>>;
  return (
    kind === 'saga' &&
    isText(correlationId) &&
    isText(service) &&
    isText(state) &&
    isTime(at) &&
    isElapsed(elapsedMs) &&
    Object.keys(value).length === FIELDS
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** The schema's own pattern. */
const TIME = z.regexes.datetime({ precision: 3 });

const isTime = (value: unknown): boolean => typeof value === 'string' && value.startsWith('20') && TIME.test(value);

const isElapsed = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= (ElapsedMs.maxValue ?? 0);
