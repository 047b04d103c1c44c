/** The directory of a small sound run on the shop, as `evenkeel chaos run` would have left it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  correlationIdOf,
  EVIDENCE_VERSION,
  type Journal,
  type LedgerEntry,
  numberedLines,
  type Operation,
  plannedIterations,
  type ReconcileResult,
  type RunEvent,
  type SnapshotName,
  type StoredRecord,
} from '../../chaos/schemas/index.ts';
import { experimentDigest } from '../../chaos/evidence/index.ts';
import { predict } from '../../chaos/prediction/index.ts';
import {
  customerOf,
  customers,
  type Line,
  ordinaryCart,
  overLimitCart,
  products,
  soldOutCart,
  totalCents,
} from '../../systems/commerce/catalogue.ts';
import { quantitiesIn } from '../../systems/commerce/rules/views.ts';
import shop from '../../systems/commerce/evenkeel.system.ts';
import { k6Texts } from '../unit/chaos/k6-files.ts';
import { judgeRun } from '../unit/chaos/seal-run.ts';
import { pretty, readRunFiles, recordsFile, type RunFiles, writeRunFiles } from './run-files.ts';
import { experiment } from './shop-experiment.ts';
import { type Course, type Order, recordsOf, STEPS } from './shop-orders.ts';
import { tracesOf } from './shop-traces.ts';

export { shop };
/** The shop's definition, as the run names it. */
export const system = { definition: shop, digest: 'a digest of the definition' };
const RUN = 'r1';
const SEED = 20171204;
const SPEED = 20;
const STARTED = Date.parse('2026-06-01T08:00:00.000Z');
const VIRTUAL_STARTED = Date.parse('2026-06-01T12:05:00.000Z');
const RECONCILE_RUN = '20260601T121500Z-5e1f00';

/** The virtual time of a moment of the run. */
const at = (elapsedMs: number) => new Date(VIRTUAL_STARTED + elapsedMs * SPEED).toISOString();

const MOMENTS: Readonly<Record<SnapshotName, number>> = { before: 450, drained: 17_000, drifted: 17_500, end: 26_000 };
const LOAD_FROM = 500;
const SEEDED_MS = 17_200;
const RECONCILED = { from: 18_000, to: 24_000 };

const CARTS: Readonly<Record<string, (seed: number, iteration: number) => Line[]>> = {
  checkout: ordinaryCart,
  over_limit: overLimitCart,
  no_stock: soldOutCart,
};

const COURSE_OF_FAULT: Readonly<Record<string, Course>> = {
  'sold-out': 'rejected',
  'risk-closed': 'declined',
  'broken-reservation': 'never-reserved',
};

const RELEASE = 'slow-version';
/** Moments of the release, in real milliseconds. */
const RELEASED = { from: 420, to: 16_505 };

const asJson = (lines: readonly Line[]) => lines.map(({ sku, quantity }) => ({ sku, quantity }));

interface Sent extends Order {
  readonly operation: Operation;
  readonly hitBy: readonly string[];
}

/** Every operation that the phases plan, in the order in which they are sent. */
function sentOrders(): Sent[] {
  let phaseMs = LOAD_FROM;
  const operations: { readonly operation: Operation; readonly cart: Line[] }[] = [];
  for (const { seconds, drainSeconds, scenarios } of experiment.phases) {
    for (const { name: scenario, journey, rate } of scenarios) {
      for (let iteration = 0; iteration < plannedIterations(rate, seconds); iteration += 1) {
        const elapsedMs = phaseMs + (iteration / rate) * 1000 + 3;
        const cart = CARTS[journey]?.(SEED, iteration) ?? [];
        const operation: Operation = {
          correlationId: correlationIdOf({ run: RUN, scenario, iteration }),
          scenario,
          iteration,
          journey,
          sentAt: new Date(STARTED + elapsedMs).toISOString(),
          elapsedMs,
          status: 202,
          durationMs: 10 + iteration,
          asked: {
            method: 'POST',
            path: '/checkout',
            body: { customerId: customerOf(SEED, iteration).customerId, lines: asJson(cart), method: 'card' },
            totalCents: totalCents(cart),
          },
        };
        operations.push({ operation, cart });
      }
    }
    phaseMs += (seconds + drainSeconds) * 1000;
  }
  operations.sort((one, other) => one.operation.elapsedMs - other.operation.elapsedMs);
  const prediction = predict(
    experiment,
    SEED,
    operations.map(({ operation }) => operation),
    shop,
  );
  return operations.map(({ operation, cart }) => {
    const { hitBy: certain = [], mayBeHitBy = [] } = prediction.get(operation.correlationId) ?? {};
    // The operation that the seed chose for the release reached its version.
    const hitBy = [...certain, ...mayBeHitBy.filter((id) => id === RELEASE)];
    const byJourney: Course =
      operation.journey === 'over_limit' ? 'declined' : operation.journey === 'no_stock' ? 'rejected' : 'completed';
    return {
      operation,
      hitBy,
      correlationId: operation.correlationId,
      course: hitBy.flatMap((id) => COURSE_OF_FAULT[id] ?? []).at(0) ?? byJourney,
      customerId: customerOf(SEED, operation.iteration).customerId,
      lines: cart,
      acceptedMs: operation.elapsedMs,
    };
  });
}

/** Orders that were placed when the shop was warmed up. */
const earlierOrders: readonly Order[] = [0, 1, 2, 3].map((number) => ({
  correlationId: `warm-${number}`,
  course: number === 3 ? 'declined' : 'completed',
  customerId: 'customer-01',
  lines: number === 3 ? overLimitCart(SEED, number) : ordinaryCart(SEED, number),
  acceptedMs: -20_000 + number * 100,
}));

type View = Map<string, StoredRecord>;

/** Every view, without orders. */
function goods(): Map<string, View> {
  const seeded = { version: '1', touchedAt: at(-60_000) };
  const of = <Item>(
    items: readonly Item[],
    key: (item: Item) => string,
    fields: (item: Item) => StoredRecord['fields'],
  ) => new Map(items.map((item) => [key(item), { key: key(item), fields: fields(item), ...seeded }]));
  const withheld = (text: string) => ({ withheld: Buffer.from(text).toString('hex').slice(-16) });
  const bySku = ({ sku }: { readonly sku: string }) => sku;
  const byId = ({ customerId }: { readonly customerId: string }) => customerId;
  const person = ({ name, address }: { readonly name: string; readonly address: string }) => ({
    name: withheld(name),
    address: withheld(address),
    version: 1,
  });
  return new Map<string, View>([
    [
      'catalog.products',
      of(products, bySku, ({ name, priceCents, weightGrams }) => ({
        name,
        unitPriceCents: priceCents,
        weightGrams,
        active: true,
        version: 1,
      })),
    ],
    [
      'checkout.prices',
      of(products, bySku, ({ name, priceCents }) => ({ name, unitPriceCents: priceCents, active: true, version: 1 })),
    ],
    [
      'warehouse.products',
      of(products, bySku, ({ name, weightGrams }) => ({ name, weightGrams, active: true, version: 1 })),
    ],
    ['account.customers', of(customers, byId, person)],
    ['shipping.customers', of(customers, byId, person)],
    ['checkout.orders', new Map()],
    ['payment.payments', new Map()],
    ['warehouse.reservations', new Map()],
    ['shipping.shipments', new Map()],
    [
      'warehouse.stock',
      of(
        products.filter(({ stock }) => stock > 0),
        bySku,
        ({ stock }) => ({ received: stock, onHand: stock, reserved: 0, shipped: 0 }),
      ),
    ],
    ['payment.entries', new Map()],
    ['transactions.errors', new Map()],
  ]);
}

function place(views: ReadonlyMap<string, View>, order: Order): void {
  for (const { view, key, fields, version, touchedMs } of recordsOf(order, at)) {
    const records = views.get(view) ?? new Map<string, StoredRecord>();
    const name = key ?? String(records.size + 1);
    records.set(name, {
      key: name,
      fields,
      ...(version !== undefined && { version }),
      ...(touchedMs !== undefined && { touchedAt: at(touchedMs) }),
    });
  }
  if (order.course === 'rejected' || order.course === 'never-reserved') return;
  for (const { sku, quantity } of order.lines) {
    const stock = views.get('warehouse.stock')?.get(sku);
    if (stock === undefined) continue;
    const { onHand, shipped } = stock.fields as Record<string, number>;
    const sold = order.course === 'completed' ? quantity : 0;
    stock.fields = { ...stock.fields, onHand: (onHand ?? 0) - sold, shipped: (shipped ?? 0) + sold };
    stock.version = String(Number(stock.version) + 2);
    stock.touchedAt = at(order.acceptedMs + 400);
  }
}

interface Drift {
  readonly price: { readonly sku: string; readonly right: number };
  readonly lost: StoredRecord;
  readonly orphan: string;
  /** What each kind of drift wrote. */
  readonly writes: Readonly<Record<'price' | 'lost' | 'orphan', readonly DriftWrite[]>>;
}

type DriftWrite = NonNullable<Extract<RunEvent, { kind: 'drift.seeded' }>['writes']>[number];

function seed(views: ReadonlyMap<string, View>): Drift {
  const sku = 'ord-03';
  const price = views.get('checkout.prices')?.get(sku);
  const reservations = views.get('warehouse.reservations');
  const lost = reservations?.get('warm-1');
  if (price === undefined || lost === undefined) throw new RangeError('the shop has nothing to drift');
  const right = Number(price.fields['unitPriceCents']);
  const rightPrice = price.fields;
  price.fields = { ...price.fields, unitPriceCents: right + 100 };
  reservations?.delete(lost.key);
  const orphan = `${RUN}-orphan-54`;
  views.get('payment.payments')?.set(orphan, {
    key: orphan,
    fields: { state: 'AUTHORISED', amountCents: 1234, method: 'card' },
    version: '1',
    // Back-dated, so that the reconciler does not take it for a payment in flight.
    touchedAt: at(SEEDED_MS - 1_080_000),
  });
  const payment = { state: 'AUTHORISED', amountCents: 1234, method: 'card' };
  const entry = book(views, orphan, 'AUTHORISE');
  return {
    price: { sku, right },
    lost,
    orphan,
    writes: {
      price: [{ view: 'checkout.prices', key: sku, before: rightPrice, after: price.fields }],
      lost: [{ view: 'warehouse.reservations', key: lost.key, before: lost.fields, after: null }],
      orphan: [
        { view: 'payment.payments', key: orphan, before: null, after: payment },
        { view: 'payment.entries', key: entry.key, before: null, after: entry.fields },
      ],
    },
  };
}

function book(views: ReadonlyMap<string, View>, correlationId: string, kind: string): StoredRecord {
  const entries = views.get('payment.entries');
  const key = String((entries?.size ?? 0) + 1);
  const record = { key, fields: { correlationId, kind, amountCents: 1234 } };
  entries?.set(key, record);
  return record;
}

/** The ledger of the reconcile run: two writes, and a call that ends the saga of the payment without an order. */
function ledgerOf({ price, lost, orphan, writes }: Drift): LedgerEntry[] {
  const times = { intendedAt: at(RECONCILED.to - 500), concludedAt: at(RECONCILED.to - 500) };
  const image = (key: string, fields: StoredRecord['fields'] | null | undefined) =>
    fields === null || fields === undefined ? null : { key, fields };
  return [
    {
      operationId: `price-copies#${price.sku}`,
      rule: 'price-copies',
      key: price.sku,
      action: { kind: 'write', view: 'checkout.prices', write: 'update' },
      status: 'done',
      ...times,
      preImage: image(price.sku, writes.price[0]?.after),
      postImage: image(price.sku, writes.price[0]?.before),
      undoes: false,
    },
    {
      operationId: `order-payment#${orphan}`,
      rule: 'order-payment',
      key: orphan,
      action: { kind: 'call', owner: 'transactions' },
      status: 'done',
      ...times,
      undoes: false,
    },
    {
      operationId: `order-reservation#${lost.key}`,
      rule: 'order-reservation',
      key: lost.key,
      action: { kind: 'write', view: 'warehouse.reservations', write: 'create' },
      status: 'done',
      ...times,
      preImage: null,
      postImage: image(lost.key, lost.fields),
      undoes: false,
    },
  ];
}

function repair(views: ReadonlyMap<string, View>, { price, lost, orphan }: Drift): void {
  const touchedAt = at(RECONCILED.to - 500);
  const wrong = views.get('checkout.prices')?.get(price.sku);
  if (wrong !== undefined) {
    wrong.fields = { ...wrong.fields, unitPriceCents: price.right };
    wrong.touchedAt = touchedAt;
  }
  views.get('warehouse.reservations')?.set(lost.key, { ...lost, version: '1', touchedAt });
  const set = (view: string, fields: StoredRecord['fields'], version: string) =>
    views.get(view)?.set(orphan, { key: orphan, fields, version, touchedAt });
  set(
    'checkout.orders',
    {
      state: 'ROLLED_BACK',
      amountCents: 0,
      customerId: '',
      method: 'invoice',
      lines: [],
      unitPrices: [],
      createdAt: at(RECONCILED.to - 600),
      updatedAt: touchedAt,
    },
    '3',
  );
  set('payment.payments', { state: 'VOIDED', amountCents: 1234, method: 'card' }, '2');
  set('warehouse.reservations', { state: 'RELEASED', lines: [] }, '1');
  set('shipping.shipments', { state: 'CANCELLED' }, '1');
  book(views, orphan, 'VOID');
}

const when = (elapsedMs: number) => ({ at: at(elapsedMs), elapsedMs });

const ALARMS = [
  'drift',
  'errors-checkout',
  'errors-payment',
  'errors-shipping',
  'errors-warehouse',
  'rollbacks',
  'slow-checkout-api',
];

const QUEUES = ['payment-orders.fifo', 'shipping-orders.fifo', 'warehouse-orders.fifo'];

const POINTS: Readonly<Record<string, string>> = {
  'sold-out': 'port',
  'risk-closed': 'port',
  'lost-authorisation': 'after-commit',
  'lost-capture': 'after-commit',
  'broken-reservation': 'before-commit',
  [RELEASE]: 'release',
};

/** No mute rule holds back the actions of an alarm. */
const muted = (elapsedMs: number): RunEvent => ({ ...when(elapsedMs), kind: 'alarms.muted', alarms: [] });

/** The deployment is as designed, and something emits the metric of every alarm. */
function deployment(edge: 'start' | 'end', elapsedMs: number): RunEvent[] {
  const compared = { alarms: ALARMS.length, filters: 1, schedules: 1, dashboards: 0 };
  return [
    { ...when(elapsedMs), kind: 'deployment.compared', when: edge, compared, differences: [], omitted: [] },
    { ...when(elapsedMs), kind: 'alarms.blind', when: edge, alarms: [] },
    ...(edge === 'start' ? [muted(elapsedMs)] : []),
  ];
}

function eventsOf(orders: readonly Sent[], { price, lost, orphan, writes }: Drift): RunEvent[] {
  const [baseline, broken] = [500, 2500];
  const stepsOf = ({ correlationId, course, acceptedMs }: Order): RunEvent[] =>
    STEPS[course].map(({ service, state, afterMs }) => ({
      ...when(acceptedMs + afterMs),
      kind: 'saga',
      correlationId,
      service,
      state,
    }));
  const hitsOf = ({ correlationId, hitBy, acceptedMs }: Sent): RunEvent[] =>
    hitBy.flatMap((faultId) =>
      (faultId === 'broken-reservation' ? [1, 2, 3] : [1]).map((attempt) => ({
        ...when(acceptedMs + (faultId === RELEASE ? 1 : faultId === 'lost-capture' ? 410 : 90 + attempt * 10)),
        kind: 'fault.hit' as const,
        faultId,
        correlationId,
        point: POINTS[faultId] ?? '',
        attempt,
      })),
    );
  const unfinishedAt = (elapsedMs: number) =>
    orders.filter(({ course, acceptedMs }) => {
      const ended = acceptedMs + (STEPS[course].at(-1)?.afterMs ?? 0);
      return acceptedMs <= elapsedMs && ended > elapsedMs;
    }).length;
  const firstHit = (...faults: string[]) =>
    Math.min(...orders.filter(({ hitBy }) => hitBy.some((id) => faults.includes(id))).map((one) => one.acceptedMs));
  const fires = (alarm: string, hitMs: number): RunEvent[] => [
    { ...when(hitMs + 3200), kind: 'alarm', alarm, from: 'OK', to: 'ALARM', reason: 'Threshold Crossed: 1 datapoint' },
    { ...when(hitMs + 9400), kind: 'alarm', alarm, from: 'ALARM', to: 'OK', reason: 'Threshold Crossed: no datapoint' },
  ];
  const events: RunEvent[] = [
    {
      ...when(50),
      kind: 'alarms.listed',
      alarms: ALARMS.map((name) => ({ name, state: 'OK', grid: { periodSeconds: 60, periods: 1, datapoints: 1 } })),
    },
    {
      ...when(55),
      kind: 'probe',
      when: 'before',
      probe: 'alarms',
      ok: true,
      message: `none of ${ALARMS.length} alarms is in ALARM`,
    },
    {
      ...when(70),
      kind: 'probe',
      when: 'before',
      probe: 'http /products',
      ok: true,
      message: 'answered 200 after 21 ms',
    },
    ...deployment('start', 80),
    { ...when(MOMENTS.before), kind: 'snapshot', name: 'before', from: at(MOMENTS.before) },
    { ...when(baseline), kind: 'phase.began', phase: 'baseline' },
    ...experiment.faults.map(
      ({ id, fault, leaseSeconds }): RunEvent => ({
        ...when(id === RELEASE ? RELEASED.from : 2000),
        kind: 'fault.armed',
        faultId: id,
        fault,
        until: at((id === RELEASE ? RELEASED.from : 2000) + leaseSeconds * 1000),
      }),
    ),
    {
      ...when(RELEASED.from),
      kind: 'release.began',
      faultId: RELEASE,
      function: 'checkout-api',
      deployment: 'd-SLOW',
      from: '1',
      to: '2',
      percent: 10,
    },
    { ...when(broken), kind: 'phase.ended', phase: 'baseline' },
    { ...when(broken), kind: 'phase.drained', phase: 'baseline' },
    { ...when(broken), kind: 'phase.began', phase: 'broken' },
    ...orders.flatMap((order) => [...stepsOf(order), ...hitsOf(order)]),
    ...fires('errors-payment', firstHit('lost-authorisation', 'lost-capture')),
    ...fires('errors-warehouse', firstHit('broken-reservation')),
    ...fires('slow-checkout-api', firstHit(RELEASE)),
    ...Array.from({ length: 17 }, (_, second): RunEvent => {
      const elapsedMs = 550 + second * 1000;
      return { ...when(elapsedMs), kind: 'backlog', unfinished: unfinishedAt(elapsedMs) };
    }),
    { ...when(6500), kind: 'phase.ended', phase: 'broken' },
    { ...when(16_500), kind: 'phase.drained', phase: 'broken' },
    {
      ...when(RELEASED.to),
      kind: 'release.ended',
      faultId: RELEASE,
      deployment: 'd-SLOW',
      status: 'Stopped',
      code: 'ALARM_ACTIVE',
      message: 'Activated alarms: <slow-checkout-api>',
      serving: '1',
      otherPercent: 0,
      watches: ['errors-checkout', 'slow-checkout-api'],
      rollsBackOn: ['DEPLOYMENT_STOP_ON_ALARM'],
      calls: 20,
      callsOfNew: 1,
    },
    ...experiment.faults.map(({ id }): RunEvent => ({ ...when(16_510), kind: 'fault.released', faultId: id })),
    {
      ...when(16_600),
      kind: 'queues.read',
      queues: QUEUES.map((name) => ({ name, visible: 0, inFlight: 0, delayed: 0 })),
    },
    { ...when(MOMENTS.drained), kind: 'snapshot', name: 'drained', from: at(MOMENTS.drained) },
    {
      ...when(SEEDED_MS),
      kind: 'drift.seeded',
      faultId: 'wrong-price',
      rule: 'price-copies',
      key: price.sku,
      description: `price of ${price.sku} in checkout's list raised by 100 cents to ${price.right + 100}`,
      consequences: [],
      writes: [...writes.price],
    },
    {
      ...when(SEEDED_MS + 10),
      kind: 'drift.seeded',
      faultId: 'lost-reservation',
      rule: 'order-reservation',
      key: lost.key,
      description: `reservation of the completed order ${lost.key} deleted`,
      consequences: quantitiesIn(lost.fields['lines']).map(({ sku }) => ({ rule: 'stock-conservation', key: sku })),
      writes: [...writes.lost],
    },
    {
      ...when(SEEDED_MS + 20),
      kind: 'drift.seeded',
      faultId: 'orphan-payment',
      rule: 'order-payment',
      key: orphan,
      description: `payment of 1234 cents authorised for ${orphan}, an order that does not exist`,
      consequences: [],
      writes: [...writes.orphan],
    },
    { ...when(MOMENTS.drifted), kind: 'snapshot', name: 'drifted', from: at(MOMENTS.drifted) },
    { ...when(RECONCILED.from), kind: 'reconcile.began', runId: RECONCILE_RUN, trigger: 'run-now' },
    {
      ...when(RECONCILED.to),
      kind: 'reconcile.ended',
      runId: RECONCILE_RUN,
      outcome: 'repaired',
      drift: 3,
      repaired: 3,
    },
    ...['ROLLING_BACK', 'ROLLED_BACK'].map(
      (state, index): RunEvent => ({
        ...when(RECONCILED.to - 600 + index * 100),
        kind: 'saga',
        correlationId: orphan,
        service: 'checkout',
        state,
      }),
    ),
    {
      ...when(25_000),
      kind: 'probe',
      when: 'after',
      probe: 'http /products',
      ok: true,
      message: 'answered 200 after 20 ms',
    },
    { ...when(MOMENTS.end), kind: 'snapshot', name: 'end', from: at(MOMENTS.end) },
    { ...when(26_500), kind: 'iterator-ages.read', functions: 2 },
    { ...when(26_510), kind: 'iterator-age', function: 'checkout-answers', maximumMs: 54.5 },
    { ...when(26_511), kind: 'iterator-age', function: 'checkout-dispatch', maximumMs: 318 },
    ...deployment('end', 26_600),
    { ...when(26_900), kind: 'heartbeats', watched: WATCHED },
  ];
  return events.sort((one, other) => one.elapsedMs - other.elapsedMs);
}

/** By name, how many signs of life each gave. */
const BEATS = { 'the local AWS': 310, 'DynamoDB Local': 31, PostgreSQL: 31, k6: 16, 'the harness': 265 };
const WATCHED = Object.entries(BEATS).map(([who, beats]) => ({ who, beats }));

function reconcileOf(views: ReadonlyMap<string, View>, { price, lost, orphan }: Drift): ReconcileResult {
  const sizes: Readonly<Record<string, readonly [left: string, right: string]>> = {
    'price-copies': ['catalog.products', 'checkout.prices'],
    'card-copies': ['catalog.products', 'warehouse.products'],
    'customer-copies': ['account.customers', 'shipping.customers'],
    'order-payment': ['checkout.orders', 'payment.payments'],
    'order-reservation': ['checkout.orders', 'warehouse.reservations'],
    'order-shipment': ['checkout.orders', 'shipping.shipments'],
    'stock-conservation': ['warehouse.stock', 'warehouse.stock'],
  };
  const drifted = new Set(['price-copies', 'order-payment', 'order-reservation']);
  const size = (view: string) => views.get(view)?.size ?? 0;
  return {
    runId: RECONCILE_RUN,
    outcome: 'repaired',
    startedAt: at(RECONCILED.from),
    endedAt: at(RECONCILED.to),
    rules: Object.entries(sizes).map(([name, [left, right]]) => {
      const found = drifted.has(name) ? 1 : 0;
      return {
        name,
        outcome: found === 1 ? 'repaired' : 'clean',
        rows: { left: size(left), right: size(right) },
        candidates: found,
        drift: found,
        repaired: found,
        deferred: 0,
        accepted: 0,
        bytes: 10_000,
        readUnits: 6,
        seconds: 0.5,
      };
    }),
    differences: [
      {
        rule: 'price-copies',
        key: price.sku,
        kind: 'different',
        fields: { unitPriceCents: { left: price.right, right: price.right + 100 } },
        masters: { unitPriceCents: 'left' },
        repaired: true,
      },
      {
        rule: 'order-payment',
        key: orphan,
        kind: 'missing-left',
        fields: { state: { left: null, right: 'AUTHORISED' } },
        masters: { state: 'left' },
        repaired: true,
      },
      {
        rule: 'order-reservation',
        key: lost.key,
        kind: 'missing-right',
        fields: { state: { left: 'COMPLETED', right: null } },
        masters: { state: 'left' },
        repaired: true,
      },
    ],
  };
}

/** Every file of the run, judged and sealed as at the end of a run. */
export async function shopRun(): Promise<RunFiles> {
  const directory = await mkdtemp(join(tmpdir(), 'shop-run-'));
  try {
    await writeRunFiles(directory, unjudgedRun());
    await judgeRun(directory, system);
    return await readRunFiles(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const access = {
  grants: 12,
  unused: [
    { role: 'shop-refunds', action: 'dynamodb:DeleteItem', resource: 'arn:aws:dynamodb:us-east-1:1:table/refunds' },
  ],
  unchecked: [{ role: 'shop-refunds', action: 'xray:PutTraceSegments', resource: '*' }],
  denied: [
    {
      caller: 'arn:aws:sts::1:assumed-role/shop-refunds/refunds',
      action: 'sqs:SendMessage',
      resource: 'arn:aws:sqs:us-east-1:1:letters',
      reason: 'because no identity-based policy allows the sqs:SendMessage action',
      count: 2,
    },
  ],
};

function unjudgedRun(): RunFiles {
  const files = new Map<string, string>();
  const counts: Record<string, number> = {};
  const add = (name: string, text: string, entries: number) => {
    files.set(name, text);
    counts[name] = entries;
  };
  const keep = (name: SnapshotName, views: ReadonlyMap<string, View>) => {
    for (const [view, records] of views) {
      add(recordsFile(name, view), numberedLines([...records.values()]), records.size);
    }
    const header = { version: EVIDENCE_VERSION, name, at: at(MOMENTS[name]), views: [...views.keys()] };
    add(`state/${name}/snapshot.json`, pretty(header), views.size);
  };

  const orders = sentOrders();
  const views = goods();
  for (const order of earlierOrders) place(views, order);
  keep('before', views);
  for (const order of orders) place(views, order);
  keep('drained', views);
  const drift = seed(views);
  keep('drifted', views);
  const result = reconcileOf(views, drift);
  add(`reconcile/${RECONCILE_RUN}.json`, pretty(result), result.rules.length + result.differences.length);
  const ledger = ledgerOf(drift);
  add(`reconcile/${RECONCILE_RUN}.ledger.ndjson`, numberedLines(ledger), ledger.length);
  repair(views, drift);
  keep('end', views);
  const events = eventsOf(orders, drift);
  add('events.ndjson', numberedLines(events), events.length);
  add('history.ndjson', numberedLines(orders.map(({ operation }) => operation)), orders.length);

  const { spans, summary } = tracesOf(orders, when);
  add('traces.ndjson', numberedLines(spans), spans.length);
  add('traces.json', pretty(summary), summary.edges.length);
  add('access.json', pretty(access), access.unused.length + access.unchecked.length + access.denied.length);

  const operations = orders.map(({ operation }) => operation);
  const count = (name: string) => orders.filter(({ operation: { scenario } }) => scenario === name).length;
  const scenarios = experiment.phases.flatMap((phase) => phase.scenarios.map(({ name }) => name));
  const journal: Journal = {
    version: EVIDENCE_VERSION,
    status: 'completed',
    run: RUN,
    experiment,
    experimentDigest: experimentDigest(experiment),
    rules: result.rules.map(({ name }) => name),
    seed: SEED,
    speed: SPEED,
    target: 'local',
    system: { name: shop.name, digest: system.digest },
    sabotage: null,
    versions: { evenkeel: '0.1.0', node: '20.20.2', k6: '2.2.0' },
    command: `npx evenkeel chaos run small_shop.yaml --seed ${SEED}`,
    origin: { commit: 'c0ffee'.repeat(7).slice(0, 40), uncommittedChanges: false, host: 'bench', operator: 'ada' },
    startedAt: new Date(STARTED).toISOString(),
    virtualStartedAt: at(0),
    endedAt: new Date(STARTED + 27_000).toISOString(),
    counts,
    alarms: [...ALARMS],
    load: {
      exitCode: 0,
      droppedIterations: 0,
      scenarios: Object.fromEntries(scenarios.map((name) => [name, { planned: count(name), started: count(name) }])),
      failedThresholds: [],
    },
    hits: Object.fromEntries(experiment.faults.map(({ id }) => [id, { predicted: 1, observed: 1 }])),
    figures: { bootSeconds: 4.8, startSeconds: 0.5, queues: QUEUES.length, harnessDelayMs: 30, harnessDelayP99Ms: 11 },
    checks: [],
    verdict: null,
    reasons: [],
  };
  for (const [name, text] of k6Texts(journal, operations)) files.set(name, text);
  files.set('journal.json', pretty(journal));
  return files;
}
