import { setTimeout as sleep } from 'node:timers/promises';
import { counted } from '../../checkers/checker.ts';
import type { Probe, ProbeAnswer } from '../../schemas/index.ts';
import { HarnessError } from '../../errors.ts';
import { logWatch } from '../watch/log-watch.ts';
import { readReconcileResult, runReconcileNow } from '../reconcile.ts';
import type { ProbeContext } from './probe.ts';

const LOOK_MS = 300;

/**
 * A run of the reconciler, triggered by the probe, finds nothing.
 *
 * @throws HarnessError if no run ends in time, because nothing is known then
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
  const deadline = performance.now() + timeoutSeconds * 1000;
  await runReconcileNow({ clients, system });
  while (performance.now() < deadline) {
    await look();
    for (const runId of ended.splice(0)) {
      const { startedAt, outcome, differences } = await readReconcileResult({ clients, system }, runId);
      if (startedAt < since.toISOString()) continue;
      const [first] = differences;
      const found = first === undefined ? '' : `, the first in rule ${first.rule} on key ${first.key}`;
      return {
        ok: outcome === 'clean',
        message: `reconcile run ${runId}: ${outcome}, ${counted(differences.length, 'difference')}${found}`,
      };
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
  throw new HarnessError(`no reconcile run ended within ${timeoutSeconds} s of being triggered`);
}
