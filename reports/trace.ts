import { storiesOf, type Story } from './facts/stories.ts';
import { readRun } from './run.ts';

/**
 * What happened to one correlation id; undefined if the run does not know it.
 *
 * @throws ReportError when there is no journal that can be read
 */
export async function traceOf(directory: string, correlationId: string): Promise<Story | undefined> {
  return storiesOf(await readRun(directory)).of(correlationId);
}
