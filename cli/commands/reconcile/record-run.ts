import {
  type Clock,
  type ControlTables,
  endedRun,
  fitted,
  type ListedRun,
  listRun,
  type ReconcileResult,
  storeResult,
} from '@evenkeel/reconciler';
import { messageOf } from '../../trouble.ts';

/** Lists a repairing run of this command beside those of the hourly function. It may fail without harm to the run. */
export function recorder(tables: ControlTables, runId: string, clock: Pick<Clock, 'now'>) {
  const { client, controlTable } = tables;
  const time = () => new Date(clock.now()).toISOString();
  const begun: ListedRun = { runId, trigger: 'command', startedAt: time() };
  const list = (run: ListedRun): Promise<void> => listRun(tables, run).catch(() => undefined);
  return {
    begin: () => list(begun),
    fail: (error: unknown) => list({ ...begun, endedAt: time(), outcome: 'failed', reason: messageOf(error) }),
    async end(result: ReconcileResult): Promise<void> {
      await storeResult(client, controlTable, fitted(result), false).catch(() => undefined);
      await list(endedRun(begun, result));
    },
  };
}
