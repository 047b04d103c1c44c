import { readAssembly } from '@evenkeel/local/provision/assembly';
import { bootProblems } from '@evenkeel/local/provision/simulated';
import { usageFailure } from '../failure.ts';
import { messageOf } from '../trouble.ts';

/**
 * Whether an app can boot on this machine, as far as its templates say.
 *
 * @param ignored resource types that are left out
 * @throws CommandFailure exit 2 with every problem
 */
export async function demandBootable(folder: string, ignored: readonly string[] = []): Promise<void> {
  const assembly = await readAssembly(folder).catch((error: unknown) => {
    throw usageFailure(messageOf(error), error);
  });
  const problems = bootProblems(assembly, ignored);
  if (problems.length === 0) return;
  throw usageFailure(
    `the app in ${folder} cannot boot on this machine:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  );
}
