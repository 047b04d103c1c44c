import * as z from 'zod';
import type { Happening } from './recorder.ts';

/** The log lines that tell of a run, by their `event`. */
const Line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('saga'), correlationId: z.string(), service: z.string(), state: z.string() }),
  z.object({
    event: z.literal('fault.hit'),
    faultId: z.string(),
    correlationId: z.string(),
    point: z.string(),
    attempt: z.int().min(1),
  }),
  z.object({ event: z.literal('reconcile'), runId: z.string(), trigger: z.enum(['schedule', 'run-now', 'deploy']) }),
  z.object({ event: z.literal('sabotage.reached'), sabotage: z.string(), detail: z.string() }),
]);

export type RunLine = z.infer<typeof Line>;

/** Selects those lines on the side of the log service. */
export const LINE_PATTERN = `{ ${Line.options.map(({ shape }) => `($.event = "${shape.event.value}")`).join(' || ')} }`;

export function parseLine(message: string): RunLine | undefined {
  const start = message.indexOf('{');
  if (start < 0) return undefined;
  try {
    return Line.safeParse(JSON.parse(message.slice(start))).data;
  } catch {
    return undefined;
  }
}

/** What a line says of the run; a reconcile line only points to its result. */
export function happeningOf(line: Exclude<RunLine, { event: 'reconcile' }>): Happening {
  switch (line.event) {
    case 'saga':
      return { kind: 'saga', correlationId: line.correlationId, service: line.service, state: line.state };
    case 'fault.hit':
      return {
        kind: 'fault.hit',
        faultId: line.faultId,
        correlationId: line.correlationId,
        point: line.point,
        attempt: line.attempt,
      };
    case 'sabotage.reached':
      return { kind: 'sabotage.reached', sabotage: line.sabotage, detail: line.detail };
  }
}
