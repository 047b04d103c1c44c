import { HarnessError } from '../../errors.ts';
import { AccessReport } from '../../schemas/index.ts';
import type { RunContext } from '../context.ts';
import type { RunDirectory } from '../run-directory.ts';

/** Writes which grants of the roles the calls have used so far, and which calls were denied. AWS does not say it. */
export async function recordAccess(
  { target, progress }: Pick<RunContext, 'target' | 'progress'>,
  directory: Pick<RunDirectory, 'access'>,
): Promise<void> {
  const { clockUrl } = target.system;
  if (clockUrl === undefined) return;
  const url = new URL('access', clockUrl);
  const reply = await fetch(url);
  if (!reply.ok) throw new HarnessError(`${url.href} answered ${reply.status}; start the system again: evenkeel up`);
  const report = AccessReport.parse(await reply.json());
  for (const { caller, action, resource, count } of report.denied) {
    progress(`${caller} was denied ${action} on ${resource}, ${count === 1 ? 'once' : `${count} times`}`);
  }
  await directory.access(report);
}
