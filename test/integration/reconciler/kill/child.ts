/** Runs or undoes on a shop in its own process, prints the purpose of each write, and is killed at the given point. */
import { fitted, storeResult } from '../../../../reconciler/control/index.ts';
import { runReconcile, undo } from '../../../../reconciler/index.ts';
import { clientsOf, openShop, type ShopAddress, steppedClock } from '../copies.ts';
import { killAt, type KillPoint } from './writes.ts';

interface Order {
  readonly address: ShopAddress;
  readonly start: number;
  readonly point?: KillPoint;
  readonly work: { readonly kind: 'run'; readonly runId: string } | { kind: 'undo'; runId: string; undoId: string };
}

const { address, start, point, work } = JSON.parse(process.argv[2] ?? '') as Order;
const clients = clientsOf(address);
killAt(clients, (purpose) => process.stdout.write(`${purpose}\n`), point);
const { reconciliation, tables } = openShop(address, clients);
const clock = steppedClock(start);
if (work.kind === 'run') {
  const { runId } = work;
  const result = await runReconcile({
    reconciliation,
    runId,
    clock,
    repair: tables,
    signal: new AbortController().signal,
  });
  await storeResult(tables.client, tables.controlTable, fitted(result));
} else {
  await undo({ reconciliation, tables, clock, runId: work.runId, undoId: work.undoId });
}
