import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';

/** What a running system answers about a deployment. */
const Report = z.object({
  id: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  made: z.number(),
  total: z.number(),
  changes: z.array(
    z.object({
      stack: z.string(),
      logicalId: z.string(),
      type: z.string(),
      change: z.enum(['created', 'updated', 'kept']),
    }),
  ),
  message: z.string().optional(),
});
export type DeployReport = z.infer<typeof Report>;

/** Real milliseconds between two looks at a deployment. */
const POLL_MS = 300;

/**
 * Deploys a cloud assembly onto a system that is up on this machine, and waits until it has ended.
 *
 * @param progressed called with how many resources were looked at, and of how many
 * @throws CommandFailure exit 2 if the system refuses the assembly, a run holds its stage, or the deployment fails
 */
export async function deployOnto(
  system: Pick<SystemDescription, 'clockUrl' | 'environment'>,
  assembly: string,
  progressed: (made: number, total: number) => void,
  signal: AbortSignal,
): Promise<DeployReport> {
  const url = new URL('deploy', system.clockUrl);
  // The local servers check whose key signs a request, and not the signature.
  const authorization = `AWS4-HMAC-SHA256 Credential=${system.environment['AWS_ACCESS_KEY_ID'] ?? ''}/evenkeel`;
  const ask = async (to: URL, init: RequestInit = {}): Promise<DeployReport> => {
    const response = await fetch(to, { ...init, headers: { authorization } });
    const reply: unknown = await response.json();
    if (response.ok) return Report.parse(reply);
    throw usageFailure(z.object({ message: z.string() }).parse(reply).message);
  };
  let report = await ask(url, { method: 'POST', body: JSON.stringify({ assembly }) });
  const own = new URL(`?id=${report.id}`, url);
  while (report.status === 'running') {
    progressed(report.made, report.total);
    await wait(POLL_MS, undefined, { signal });
    report = await ask(own);
  }
  if (report.status === 'succeeded') return report;
  throw usageFailure(`nothing was deployed: ${report.message ?? 'the system does not say why'}`);
}
