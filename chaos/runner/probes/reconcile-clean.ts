import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../../schemas/index.ts';
import { HarnessError } from '../errors.ts';
import { logWatch } from '../log-watch.ts';
import { runReconcileNow } from '../reconcile.ts';
import { readReconcileResult } from '../reconcile-result.ts';
import type { ProbeAnswer, ProbeContext } from './answer.ts';

const LOOK_MS = 300;

/**
 * A run of the reconciler, made for the question, finds nothing.
 *
 * @throws HarnessError when none has ended in time: nothing is known then
 */
export async function askReconcileClean(
  { timeoutSeconds }: Extract<Probe, { probe: 'reconcile-clean' }>,
  { system, clients, now, signal }: ProbeContext,
): Promise<ProbeAnswer> {
  const since = now();
  const ended: string[] = [];
  const look = logWatch({ clients, system }, since, (line) => {
    if (line.event === 'reconcile' && line.trigger === 'run-now') ended.push(line.runId);
  });
  const last = performance.now() + timeoutSeconds * 1000;
  await runReconcileNow({ clients, system });
  while (performance.now() < last) {
    await look();
    for (const runId of ended.splice(0)) {
      const { startedAt, outcome, differences } = await readReconcileResult({ clients, system }, runId);
      if (startedAt < since.toISOString()) continue;
      const [first] = differences;
      const found = first === undefined ? '' : `, of which ${first.rule} ${first.key} is the first`;
      return {
        holds: outcome === 'clean',
        says: `reconcile run ${runId}: ${outcome}, ${differences.length} differences${found}`,
      };
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
  throw new HarnessError(`no reconcile run ended within ${timeoutSeconds} s of being triggered`);
}
