import { compareRuns, type Comparison } from './facts/comparison.ts';
import { readRun } from './run.ts';

/**
 * Compares two run directories, by the verdicts that their journals state.
 *
 * @throws ReportError when one of them has no journal that can be read
 */
export async function compareDirectories(before: string, after: string): Promise<Comparison> {
  const [earlier, later] = await Promise.all([readRun(before), readRun(after)]);
  return compareRuns(earlier, later);
}
