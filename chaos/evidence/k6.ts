import { type Journal, K6Plan, K6Summary, type Operation } from '../schemas/index.ts';
import { MAX_LOG_BYTES, thrownIn, type ThrownErrors } from '../schemas/thrown.ts';
import { evidenceBytes, readEvidenceText } from '../schemas/evidence-files.ts';
import { wording } from '../schemas/mistakes.ts';
import { complete, incomplete, type K6Files, type Part } from './evidence.ts';
import { MalformedError, parseJson, whyUnreadable } from './json.ts';
import type { EvidenceFile } from './lines.ts';
import type { Moments } from './moments.ts';
import { readK6Points } from './k6-points.ts';

/** k6's own files. Incomplete also if the run sent no load, or the history with which they are compared is incomplete. */
export async function readK6(
  directory: string,
  { load }: Pick<Journal, 'load'>,
  history: Part<readonly Operation[]>,
  moments: Moments,
): Promise<Part<K6Files>> {
  if (load === null) return incomplete('the run sent no load');
  if (!history.complete) return history;
  const read = async <Value>(file: string, parse: (file: string) => Promise<Value>): Promise<Value> => {
    try {
      return await parse(file);
    } catch (error) {
      throw new MalformedError(whyUnreadable(file, error));
    }
  };
  const document = async (file: string) => parseJson(await readEvidenceText(directory, file));
  try {
    const plan = await read('k6/plan.json', async (file) => K6Plan.parse(await document(file), wording));
    const summary = await read('k6/summary.json', async (file) => K6Summary.parse(await document(file), wording));
    const points = await read('k6/points.ndjson', (file) => readK6Points({ directory, file }, history.value, moments));
    const thrown = await read('k6/k6.log', (file) => thrownErrors({ directory, file }));
    return complete({ plan, summary, points, thrown });
  } catch (error) {
    if (error instanceof MalformedError) return incomplete(error.message);
    throw error;
  }
}

/** Reads as much of the log as the driver does, which says the same of it in the journal. */
async function thrownErrors({ directory, file }: EvidenceFile): Promise<ThrownErrors | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of evidenceBytes(directory, file)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_LOG_BYTES) break;
  }
  return thrownIn(Buffer.concat(chunks).toString('utf8', 0, MAX_LOG_BYTES));
}
