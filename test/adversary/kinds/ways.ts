/** Changes to what orders went through on the way to their ends, and to what the stores held before the load. */
import type { SnapshotName, StoredRecord } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import type { Draw, Kind } from './kind.ts';
import {
  anOrder,
  book,
  changeFields,
  count,
  entriesAt,
  ERRORS,
  isOnShop,
  LATER,
  ORDERS,
  PAYMENTS,
  recordsAt,
  removeOrder,
  RESERVATIONS,
  setField,
  SHIPMENTS,
  STOCK,
} from './shop-records.ts';

const ALL: readonly SnapshotName[] = ['before', ...LATER];
const ENTRIES = 'payment.entries';
const POINTS = 'k6/points.ndjson';

const onShop = (name: string, change: (run: RunDraft, draw: Draw) => unknown): Kind => ({
  name: `stores: ${name}`,
  apply: (run, draw) => isOnShop(run) && change(run, draw) !== false,
});

/** A change to a rolled-back order of the load whose records have these states. */
function onWay(
  name: string,
  states: Readonly<Record<string, string>>,
  change: (run: RunDraft, correlationId: string) => unknown,
): Kind {
  return onShop(name, (run, draw) => {
    const isIn = (id: string) =>
      Object.entries(states).every(([view, state]) => recordsAt(run, view, id)[0]?.fields['state'] === state);
    const id = anOrder(run, 'ROLLED_BACK', draw, isIn);
    return id === undefined ? false : change(run, id);
  });
}

function unbook(run: RunDraft, id: string): void {
  for (const moment of LATER) {
    const entries = run.records(moment, ENTRIES);
    entries.splice(0, entries.length, ...entries.filter(({ fields }) => fields['correlationId'] !== id));
  }
}

/** Each record of a view, at each of these moments. */
const eachOf = (run: RunDraft, view: string, moments: readonly SnapshotName[]): StoredRecord[] =>
  moments.flatMap((moment) => run.records(moment, view));

function forgetLogged(run: RunDraft, id: string): void {
  const others = run.events.filter((event) => event.kind !== 'saga' || event.correlationId !== id);
  run.events.splice(0, run.events.length, ...others);
}

interface Point {
  readonly metric: string;
  readonly data: { readonly tags?: Record<string, string>; readonly metadata?: Record<string, string> };
}

/** Changes a request in the history and in k6's own point of it. */
function changeRequest(
  run: RunDraft,
  id: string,
  { status, customerId }: { readonly status?: number; readonly customerId?: string },
): boolean {
  const operation = run.history.find(({ correlationId }) => correlationId === id);
  const points = run
    .text(POINTS)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Point);
  const point = points.find(({ metric, data }) => metric === 'operation' && data.metadata?.['correlation_id'] === id);
  if (operation === undefined || point?.data.tags === undefined || point.data.metadata === undefined) return false;
  if (status !== undefined) {
    operation.status = status;
    point.data.tags['status'] = String(status);
  }
  const body = operation.asked?.['body'];
  if (customerId !== undefined && typeof body === 'object' && body !== null && !Array.isArray(body)) {
    body['customerId'] = customerId;
    point.data.metadata['asked'] = JSON.stringify(operation.asked);
  }
  run.replace(POINTS, points.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return true;
}

const rolledBackKinds: readonly Kind[] = [
  onWay('a voided payment erased from the books', { [PAYMENTS]: 'VOIDED' }, (run, id) => {
    unbook(run, id);
    return changeFields(run, PAYMENTS, id, (fields) => Object.assign(fields, { amountCents: 0, method: 'none' }));
  }),
  onWay('a reservation emptied when it was released', { [RESERVATIONS]: 'RELEASED' }, (run, id) => {
    const isHeld = recordsAt(run, RESERVATIONS, id).some(({ fields }) => JSON.stringify(fields['lines']) !== '[]');
    return isHeld && setField(run, RESERVATIONS, id, 'lines', []);
  }),
  onWay('a shipment without its customer once it was cancelled', { [SHIPMENTS]: 'CANCELLED' }, (run, id) =>
    changeFields(run, SHIPMENTS, id, (fields) => {
      delete fields['customerId'];
    }),
  ),
  onWay('a payment declined for no reason, and its log lines lost', { [PAYMENTS]: 'VOIDED' }, (run, id) => {
    unbook(run, id);
    forgetLogged(run, id);
    return setField(run, PAYMENTS, id, 'state', 'DECLINED');
  }),
  onWay(
    'a payment over the limit authorised and voided, and its log lines lost',
    { [PAYMENTS]: 'DECLINED' },
    (run, id) => {
      const cents = Number(recordsAt(run, PAYMENTS, id)[0]?.fields['amountCents']);
      book(run, id, 'AUTHORISE', cents);
      book(run, id, 'VOID', cents);
      forgetLogged(run, id);
      return setField(run, PAYMENTS, id, 'state', 'VOIDED');
    },
  ),
  onShop('a payment that a fault declined, authorised and voided, and its log lines lost', (run, draw) => {
    const closed = run.journal.experiment.faults.filter(({ parameters }) => parameters['port'] === 'risk.limitCents');
    const hits = new Set(
      run.events.flatMap((event) =>
        event.kind === 'fault.hit' && closed.some(({ id }) => id === event.faultId) ? [event.correlationId] : [],
      ),
    );
    const id = anOrder(run, 'ROLLED_BACK', draw, (one) => hits.has(one));
    const [payment] = id === undefined ? [] : recordsAt(run, PAYMENTS, id);
    if (id === undefined || payment?.fields['state'] !== 'DECLINED') return false;
    const cents = Number(payment.fields['amountCents']);
    book(run, id, 'AUTHORISE', cents);
    book(run, id, 'VOID', cents);
    forgetLogged(run, id);
    for (const record of recordsAt(run, PAYMENTS, id)) record.version = '2';
    return setField(run, PAYMENTS, id, 'state', 'VOIDED');
  }),
  onWay(
    'a reservation rejected although there is plenty, and its log lines lost',
    { [RESERVATIONS]: 'RELEASED', [PAYMENTS]: 'DECLINED' },
    (run, id) => {
      forgetLogged(run, id);
      return setField(run, RESERVATIONS, id, 'state', 'REJECTED');
    },
  ),
];

const moneyKinds: readonly Kind[] = [
  onShop('a capture numbered before its authorisation', (run, draw) => {
    const id = anOrder(run, 'COMPLETED', draw) ?? '';
    for (const moment of LATER) {
      const [authorised, captured] = entriesAt(run, id, [moment]);
      if (authorised === undefined || captured === undefined) return false;
      [authorised.key, captured.key] = [captured.key, authorised.key];
    }
    return true;
  }),
  onShop('an order lost but for its movements of money, after a request that failed', (run, draw) => {
    const id = anOrder(run, 'COMPLETED', draw) ?? '';
    const [reservation] = recordsAt(run, RESERVATIONS, id);
    const kept = LATER.map((moment) => structuredClone(entriesAt(run, id, [moment])));
    if (reservation === undefined || !changeRequest(run, id, { status: 503 })) return false;
    for (const { sku, quantity } of reservation.fields['lines'] as unknown as { sku: string; quantity: number }[])
      count(run, sku, { shipped: -quantity, onHand: quantity });
    removeOrder(run, id);
    forgetLogged(run, id);
    for (const [index, moment] of LATER.entries()) run.records(moment, ENTRIES).push(...(kept[index] ?? []));
    return true;
  }),
];

const requestKinds: readonly Kind[] = [
  onShop('an order for a customer of no store, asked for alike', (run, draw) => {
    const id = anOrder(run, 'COMPLETED', draw) ?? '';
    setField(run, ORDERS, id, 'customerId', 'nobody');
    setField(run, SHIPMENTS, id, 'customerId', 'nobody');
    return changeRequest(run, id, { customerId: 'nobody' });
  }),
  ...[-1, 1].map((side) =>
    onShop(`an order created ten seconds ${side < 0 ? 'before its request' : 'after its answer'}`, (run, draw) => {
      const id = anOrder(run, 'COMPLETED', draw) ?? '';
      const moved = (time: unknown) =>
        new Date(Date.parse(String(time)) + side * 10_000 * run.journal.speed).toISOString();
      for (const record of recordsAt(run, ORDERS, id)) {
        record.fields['createdAt'] = moved(record.fields['createdAt']);
        if (side > 0) record.touchedAt = record.fields['updatedAt'] = moved(record.fields['updatedAt']);
      }
      return id !== '';
    }),
  ),
];

const beforeKinds: readonly Kind[] = [
  onShop('a product that was seeded with another weight, alike in all snapshots', (run) => {
    for (const view of ['catalog.products', 'warehouse.products'])
      if (!setField(run, view, 'ord-01', 'weightGrams', 1, ALL)) return false;
    return true;
  }),
  onShop('the stock received twice, alike in all snapshots', (run) => {
    for (const { fields } of eachOf(run, STOCK, ALL)) {
      const received = Number(fields['received']);
      fields['onHand'] = Number(fields['onHand']) + received;
      fields['received'] = 2 * received;
    }
  }),
  onShop('an order in flight before the load, and completed for another customer', (run, draw) => {
    const sent = new Set(run.history.map(({ correlationId }) => correlationId));
    const earlier = run
      .records('before', ORDERS)
      .filter(({ key, fields }) => fields['state'] === 'COMPLETED' && !sent.has(key));
    const id = earlier[draw(Math.max(1, earlier.length))]?.key ?? '';
    for (const record of recordsAt(run, ORDERS, id, ['before'])) {
      record.fields['state'] = 'COMMITTING';
      record.version = String(Number(record.version) - 1);
    }
    const { at } = run.header('drained');
    for (const record of recordsAt(run, ORDERS, id)) record.touchedAt = record.fields['updatedAt'] = at;
    return id !== '' && setField(run, ORDERS, id, 'customerId', 'customer-02');
  }),
];

const filedAgain = (name: string, moments: readonly SnapshotName[], of: 'before' | 'drained'): Kind =>
  onShop(`an error filed again, ${name}`, (run) => {
    const [first] = run.records(of, ERRORS);
    const records = first === undefined ? [] : recordsAt(run, ERRORS, first.key, moments);
    for (const record of records) {
      record.fields['filings'] = 2;
      record.version = String(Number(record.version) + 1);
      record.touchedAt = run.header(moments[0] ?? 'end').at;
    }
    return records.length > 0;
  });

const filingKinds: readonly Kind[] = [
  filedAgain('for an order of before the load', LATER, 'before'),
  filedAgain('after the drain', ['drifted', 'end'], 'drained'),
  filedAgain('after the drift was seeded', ['end'], 'drained'),
  onShop('an error of before the load filed less often', (run) => {
    const [first] = run.records('before', ERRORS);
    return first !== undefined && setField(run, ERRORS, first.key, 'filings', 0);
  }),
  onShop('an error of before the load filed by another source', (run) => {
    const [first] = run.records('before', ERRORS);
    return first !== undefined && setField(run, ERRORS, first.key, 'source', 'mallory');
  }),
];

const textKinds: readonly Kind[] = [
  onShop('the state of an order twice in its line, of which the last counts', (run) => {
    const name = `state/end/${ORDERS}.ndjson`;
    const text = run.text(name);
    run.replace(name, text.replace('"state":"COMPLETED"', '"state":"PENDING","state":"COMPLETED"'));
    return text.includes('"state":"COMPLETED"');
  }),
];

export const wayKinds: readonly Kind[] = [
  ...rolledBackKinds,
  ...moneyKinds,
  ...requestKinds,
  ...beforeKinds,
  ...filingKinds,
  ...textKinds,
];
