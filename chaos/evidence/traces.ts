import { type Journal, TraceSpan, TraceSummary } from '../schemas/index.ts';
import { TRACES_FILE } from '../schemas/evidence/trace-span.ts';
import { TRACE_SUMMARY_FILE } from '../schemas/evidence/trace-summary.ts';
import { readEvidenceText } from '../schemas/evidence-files.ts';
import { wording } from '../schemas/mistakes.ts';
import { complete, type Part, type Traces } from './evidence.ts';
import { parseJson } from './json.ts';
import { readLines } from './lines.ts';
import type { Moments } from './moments.ts';
import { attempt, counted } from './part.ts';

/** A run whose functions do not trace leaves neither file. */
export async function readTraces(
  directory: string,
  journal: Journal,
  moments: Moments,
): Promise<Part<Traces | undefined>> {
  const expected = [TRACES_FILE, TRACE_SUMMARY_FILE].filter((file) => journal.counts[file] !== undefined);
  if (expected.length === 0) return complete(undefined);
  const summary = await attempt(TRACE_SUMMARY_FILE, async () => {
    const read = TraceSummary.parse(parseJson(await readEvidenceText(directory, TRACE_SUMMARY_FILE)), wording);
    return counted(TRACE_SUMMARY_FILE, read, read.edges.length, journal);
  });
  if (!summary.complete) return summary;
  return attempt(TRACES_FILE, async () => {
    const spans = new Map<string, TraceSpan[]>();
    const count = await readLines({ directory, file: TRACES_FILE }, TraceSpan, (span) => {
      moments.demandEvent(span);
      const own = spans.get(span.correlationId);
      if (own === undefined) spans.set(span.correlationId, [span]);
      else own.push(span);
    });
    return counted(TRACES_FILE, { spans, summary: summary.value }, count, journal);
  });
}
