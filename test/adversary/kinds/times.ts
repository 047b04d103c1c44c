/** Changes to the versions of records, and to when orders were accepted and ended. */
import type { SnapshotName } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';
import { isOnShop, LATER, PAYMENTS, recordsAt, STOCK } from './shop-records.ts';

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
  onVersions('a payment without an order, voided under its old version', (run) => {
    const seeded = run.events.find((event) => event.kind === 'drift.seeded' && event.faultId === 'orphan-payment');
    const key = seeded !== undefined && 'key' in seeded ? seeded.key : undefined;
    return keepVersion(run, PAYMENTS, key, 'drifted', ['end']);
  }),
];
