/** Changes to copies of masters, and to what records say of themselves, alike in all snapshots. */
import type { SnapshotName, StoredRecord } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import type { Kind } from './kind.ts';
import { ERRORS, isOnShop, LATER, PAYMENTS, RESERVATIONS, STOCK } from './shop-records.ts';

const ALL: readonly SnapshotName[] = ['before', ...LATER];
const PRICES = 'checkout.prices';
const CARDS = 'warehouse.products';

/** Changes each record of a view, apart from those of the load. */
function onEach(
  what: string,
  view: string,
  change: (record: { -readonly [Field in keyof StoredRecord]: StoredRecord[Field] }) => void,
  moments: readonly SnapshotName[] = ALL,
  isChanged: (run: RunDraft, record: StoredRecord) => boolean = (run, { key }) => !key.includes(run.journal.run),
): Kind {
  return {
    name: `copies: ${what}`,
    apply: (run) => {
      if (!isOnShop(run)) return false;
      const records = moments.flatMap((moment) => run.records(moment, view).filter((one) => isChanged(run, one)));
      for (const record of records) change(record);
      return records.length > 0;
    },
  };
}

/** Adds or removes a record of a view in all snapshots. */
const inAll = (what: string, view: string, change: (records: StoredRecord[]) => void): Kind => ({
  name: `copies: ${what}`,
  apply: (run) => {
    if (!isOnShop(run)) return false;
    for (const moment of ALL) change(run.records(moment, view));
    return true;
  },
});

const ofLoad = (run: RunDraft, { key }: StoredRecord): boolean => key.includes(run.journal.run);

export const copyKinds: readonly Kind[] = [
  onEach('the weights of all products tenfold in the warehouse', CARDS, ({ fields }) => {
    fields['weightGrams'] = 10 * Number(fields['weightGrams']);
  }),
  onEach('the prices of products that nobody orders halved in the price list', PRICES, ({ key, fields }) => {
    if (key.startsWith('out-')) fields['unitPriceCents'] = Math.round(Number(fields['unitPriceCents']) / 2);
  }),
  onEach('the customers of shipping have other addresses', 'shipping.customers', ({ fields }) => {
    fields['address'] = { withheld: '0000000000000000' };
  }),
  inAll('a price that is missing', PRICES, (records) => {
    records.splice(
      records.findIndex(({ key }) => key === 'out-02'),
      1,
    );
  }),
  inAll('a price of no product', PRICES, (records) => {
    const [one] = records;
    if (one !== undefined) records.push({ ...structuredClone(one), key: 'pre-99' });
  }),
  onEach('prices that do not say when they were written', PRICES, (record) => {
    delete record.touchedAt;
  }),
  onEach(
    'reservations without a version at the end',
    RESERVATIONS,
    (record) => {
      delete record.version;
    },
    ['end'],
    ofLoad,
  ),
  onEach(
    'orders written an hour before they say so',
    'checkout.orders',
    (record) => {
      record.touchedAt = new Date(Date.parse(record.touchedAt ?? '') - 3_600_000).toISOString();
    },
    LATER,
    ofLoad,
  ),
  onEach(
    'failures filed under a key that their fields contradict',
    ERRORS,
    ({ fields }) => {
      fields['source'] = 'another';
    },
    LATER,
    ofLoad,
  ),
  onEach(
    'payments written nine hours early',
    PAYMENTS,
    (record) => {
      record.touchedAt = new Date(Date.parse(record.touchedAt ?? '') - 9 * 3_600_000).toISOString();
    },
    LATER,
    ofLoad,
  ),
  onEach(
    'stock that was sold before the load by its time',
    STOCK,
    (record) => {
      record.touchedAt = new Date(Date.parse(record.touchedAt ?? '') - 3_600_000).toISOString();
    },
    LATER,
    () => true,
  ),
];
