/** Follows the traces that functions leave, and keeps those that say something, once the run is over. */
import { createReadStream } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import type { TraceSpan } from '../../schemas/index.ts';
import { isNotable, keptTraces, type SentSpan, ServiceMap, spansIn } from '../../traces/index.ts';
import type { RunContext } from '../context.ts';
import type { RunDirectory } from '../run-directory.ts';
import { startWatch } from './watch.ts';

const EVERY_MS = 2000;

/** All spans of the run, until it is known which traces are kept. */
const SCRATCH = 'traces.part.ndjson';

/** What the collector of a system on this machine answers. */
const Batch = z.object({ next: z.int(), lost: z.int(), requests: z.array(z.unknown()) });

export interface TraceWatch {
  /** Resolves once it is known where the run begins: what was sent before is none of its traces. */
  readonly ready: Promise<void>;
  /** Writes the traces, if functions have left any. */
  finish(): Promise<void>;
  cancel(): Promise<void>;
}

interface TracedRun extends Pick<RunContext, 'run' | 'target' | 'clock' | 'recorder'> {
  readonly directory: Pick<RunDirectory, 'traces'>;
  /** Path of the run directory. */
  readonly path: string;
}

/** Undefined if the system does not show its traces: on AWS they are in CloudWatch. */
export function watchTraces(traced: TracedRun): TraceWatch | undefined {
  const { clockUrl, prefix } = traced.target.system;
  if (clockUrl === undefined) return undefined;
  const scratch = join(traced.path, SCRATCH);
  const notable = new Map<string, boolean>();
  const counts = { spans: 0, lost: 0 };
  let next = Number.MAX_SAFE_INTEGER;
  const look = async () => {
    const batch = await readBatch(clockUrl, next);
    next = batch.next;
    counts.lost += batch.lost;
    const spans = batch.requests.flatMap((request) => spansIn(request, prefix)).filter(isOf(traced.run));
    if (spans.length === 0) return;
    counts.spans += spans.length;
    for (const span of spans) notable.set(span.traceId, notable.get(span.traceId) === true || isNotable(span));
    await appendFile(scratch, spans.map((span) => `${JSON.stringify(span)}\n`).join(''));
  };
  const ready = look();
  const watch = startWatch(() => ready.then(look), EVERY_MS);
  return {
    ready,
    async finish() {
      await watch.finish();
      if (notable.size === 0) return;
      const kept = keptTraces([...notable].map(([traceId, is]) => ({ traceId, isNotable: is })));
      const map = new ServiceMap(phasesOf(traced), traced.clock.speed);
      await traced.directory.traces(keptSpans(scratch, kept, map, traced.clock), () => ({
        traces: notable.size,
        kept: kept.size,
        ...counts,
        edges: map.edges(),
      }));
      await rm(scratch);
    },
    async cancel() {
      await watch.cancel();
      await rm(scratch, { force: true });
    },
  };
}

async function readBatch(clockUrl: string, after: number): Promise<z.infer<typeof Batch>> {
  const reply = await fetch(new URL(`traces?after=${after}`, clockUrl));
  // A system that an earlier version runs has no such page.
  if (!reply.ok) return { next: after, lost: 0, requests: [] };
  return Batch.parse(await reply.json());
}

const isOf =
  (run: string) =>
  ({ correlationId }: SentSpan): boolean =>
    correlationId.startsWith(`${run}-`);

function phasesOf({ recorder }: Pick<RunContext, 'recorder'>) {
  return recorder.events.flatMap((event) =>
    event.kind === 'phase.began' ? [{ phase: event.phase, from: Date.parse(event.at) }] : [],
  );
}

async function* keptSpans(
  file: string,
  kept: ReadonlySet<string>,
  map: ServiceMap,
  clock: RunContext['clock'],
): AsyncGenerator<TraceSpan> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const span = JSON.parse(line) as SentSpan;
    map.add(span);
    if (kept.has(span.traceId)) yield timed(span, clock);
  }
}

function timed({ from, to, ...span }: SentSpan, clock: RunContext['clock']): TraceSpan {
  const began = { at: new Date(from).toISOString(), elapsedMs: clock.elapsedOf(from) };
  return { ...began, durationMs: (to - from) / clock.speed, ...span };
}
