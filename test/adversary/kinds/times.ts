/** Changes to the versions of records, and to when orders were accepted and ended. */
import type { SnapshotName } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';
import {
  anOrder,
  changeFields,
  isOnShop,
  LATER,
  ORDERS,
  PAYMENTS,
  recordsAt,
  RESERVATIONS,
  SHIPMENTS,
  STOCK,
} from './shop-records.ts';

function onVersions(name: string, change: (run: RunDraft, draw: Draw) => boolean): Kind {
  return { name: `versions: ${name}`, apply: (run, draw) => isOnShop(run) && change(run, draw) };
}

/** Gives a record at later moments the version that it has at an earlier one. */
function keepVersion(
  run: RunDraft,
  view: string,
  key: string | undefined,
  from: SnapshotName,
  later: readonly SnapshotName[],
): boolean {
  const [was] = key === undefined ? [] : recordsAt(run, view, key, [from]);
  if (key === undefined || was?.version === undefined) return false;
  for (const record of recordsAt(run, view, key, later)) record.version = was.version;
  return true;
}

export const versionKinds: readonly Kind[] = [
  onVersions('the stock of a product that was sold, under its old version', (run, draw) => {
    const isSold = (key: string) => {
      const [was] = recordsAt(run, STOCK, key, ['before']);
      const [is] = recordsAt(run, STOCK, key, ['drained']);
      return was?.fields['shipped'] !== is?.fields['shipped'];
    };
    const sold = run.records('before', STOCK).filter(({ key }) => isSold(key));
    return keepVersion(run, STOCK, drawn(sold, draw)?.key, 'before', LATER);
  }),
  ...[ORDERS, PAYMENTS, RESERVATIONS, SHIPMENTS].map((view) =>
    onVersions(`${view} of a completed order under its first version`, (run, draw) => {
      const records = recordsAt(run, view, anOrder(run, 'COMPLETED', draw) ?? '');
      for (const record of records) record.version = '1';
      return records.length > 0;
    }),
  ),
  onVersions('a payment without an order, voided under its old version', (run) => {
    const seeded = run.events.find((event) => event.kind === 'drift.seeded' && event.faultId === 'orphan-payment');
    const key = seeded !== undefined && 'key' in seeded ? seeded.key : undefined;
    return keepVersion(run, PAYMENTS, key, 'drifted', ['end']);
  }),
];

const shifted = (time: unknown, ms: number): string => new Date(Date.parse(String(time)) + ms).toISOString();

/** Changes the times of every order of the load that ended in this state. @returns whether there is any */
function changeTimes(
  run: RunDraft,
  state: string,
  change: (times: { readonly created: string; readonly updated: string }) => { created?: string; updated?: string },
): boolean {
  const sent = new Set(run.history.map(({ correlationId }) => correlationId));
  const ended = run.records('drained', ORDERS).filter(({ key, fields }) => sent.has(key) && fields['state'] === state);
  for (const { key } of ended) {
    changeFields(run, ORDERS, key, (fields) => {
      const times = { created: String(fields['createdAt']), updated: String(fields['updatedAt']) };
      const { created = times.created, updated = times.updated } = change(times);
      Object.assign(fields, { createdAt: created, updatedAt: updated });
    });
    for (const record of recordsAt(run, ORDERS, key)) Object.assign(record, { touchedAt: record.fields['updatedAt'] });
  }
  return ended.length > 0;
}

function onTimes(name: string, change: (run: RunDraft) => boolean): Kind {
  return { name: `times: ${name}`, apply: (run) => isOnShop(run) && change(run) };
}

export const timeKinds: readonly Kind[] = [
  onTimes('rolled-back orders that ended when they were accepted', (run) =>
    changeTimes(run, 'ROLLED_BACK', ({ created }) => ({ updated: created })),
  ),
  onTimes('completed orders that ended when they were accepted', (run) =>
    changeTimes(run, 'COMPLETED', ({ created }) => ({ updated: created })),
  ),
  onTimes('rolled-back orders that were accepted when they ended', (run) =>
    changeTimes(run, 'ROLLED_BACK', ({ updated }) => ({ created: updated })),
  ),
  onTimes('completed orders that were accepted four real seconds before', (run) =>
    changeTimes(run, 'COMPLETED', ({ created }) => ({ created: shifted(created, -4000 * run.journal.speed) })),
  ),
  onTimes('rolled-back orders that ended four real seconds later', (run) =>
    changeTimes(run, 'ROLLED_BACK', ({ updated }) => ({ updated: shifted(updated, 4000 * run.journal.speed) })),
  ),
];
