/** What the shop's stores must hold: each way to break it that no invariant shows. */
import { describe, expect, it } from '@jest/globals';
import { explainDrift } from '../../../../chaos/checkers/closed-world/drift.ts';
import { explainSnapshot } from '../../../../chaos/checkers/closed-world/snapshot.ts';
import type { World } from '../../../../chaos/checkers/closed-world/world.ts';
import { parseExperiment } from '../../../../chaos/documents/index.ts';
import { sagasIn } from '../../../../chaos/evidence/sagas.ts';
import type {
  AcceptedRequest,
  Fields,
  JudgedSnapshot,
  LoadFault,
  Operation,
  OrphanedSaga,
  StoredRecord,
} from '../../../../chaos/index.ts';
import { explainSeeded } from '../../../../chaos/checkers/closed-world/seeded.ts';
import { predict } from '../../../../chaos/prediction/index.ts';
import { customers, products } from '../../../../systems/commerce/catalogue.ts';
import commerce from '../../../../systems/commerce/evenkeel.system.ts';

type Json = Fields[string];
type Rows = Readonly<Record<string, Fields>>;
type Contents = Readonly<Record<string, Rows>>;

const START = '2026-01-01T12:00:00.000Z';
const LATER = '2026-01-01T12:20:00.000Z';
const END = '2026-01-01T12:40:00.000Z';

const experiment = parseExperiment(
  `
version: 1
name: small
title: Small
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: alarms }] }
phases:
  - name: load
    seconds: 5
    scenarios:
      - { name: base, journey: checkout, rate: 1 }
      - { name: dear, journey: over_limit, rate: 1 }
      - { name: price, journey: reprice, rate: 1 }
budgets: { detectSeconds: 120, rollbackSeconds: 10, convergeSeconds: 200 }
`,
  'small.yaml',
  { system: commerce },
);

const sent = (correlationId: string, journey: string, asked: NonNullable<Operation['asked']>): Operation => ({
  correlationId,
  scenario: correlationId.split('-')[1] ?? '',
  iteration: Number(correlationId.split('-')[2]),
  journey,
  sentAt: START,
  elapsedMs: 0,
  status: journey === 'reprice' ? 200 : 202,
  durationMs: 9,
  asked,
});

const order = (customerId: string, mugs = 2) => ({
  method: 'POST',
  path: '/checkout',
  body: {
    customerId,
    lines: [
      { sku: 'mug', quantity: mugs },
      { sku: 'lamp', quantity: 1 },
    ],
    method: 'card',
  },
});

const product = { name: 'Ticket', priceCents: 750, weightGrams: 10, active: true };

/** They cost more than payment accepts of a card. */
const DEAR_MUGS = 20;

const history: readonly Operation[] = [
  sent('r1-base-0', 'checkout', order('customer-01')),
  sent('r1-base-1', 'checkout', order('customer-02')),
  sent('r1-dear-0', 'over_limit', order('customer-03', DEAR_MUGS)),
  sent('r1-price-0', 'reprice', { method: 'PUT', body: product, sku: 'new-1', answered: { created: 200 } }),
];

const LINES = [
  { sku: 'lamp', quantity: 1 },
  { sku: 'mug', quantity: 2 },
];
const UNIT_PRICES = [
  { sku: 'lamp', unitPriceCents: 400 },
  { sku: 'mug', unitPriceCents: 500 },
];
const TOTAL = 1400;

const stored = (customerId: string, state: string): Fields => ({
  state,
  amountCents: TOTAL,
  customerId,
  method: 'card',
  lines: LINES,
  unitPrices: UNIT_PRICES,
  createdAt: START,
  updatedAt: LATER,
});

const DEAR_TOTAL = 10_400;
const DEAR_LINES = [
  { sku: 'lamp', quantity: 1 },
  { sku: 'mug', quantity: DEAR_MUGS },
];
const dear = { ...stored('customer-03', 'ROLLED_BACK'), amountCents: DEAR_TOTAL, lines: DEAR_LINES };

const entry = (correlationId: string, kind: string): Fields => ({ correlationId, kind, amountCents: TOTAL });
const price = (unitPriceCents: number, name: string, version = 1): Fields => ({
  name,
  unitPriceCents,
  active: true,
  version,
});
const stock = (onHand: number, shipped: number): Fields => ({ received: 100, onHand, reserved: 0, shipped });

const before = {
  'catalog.products': {
    mug: { ...price(500, 'Mug'), weightGrams: 300 },
    lamp: { ...price(400, 'Lamp'), weightGrams: 900 },
  },
  'checkout.prices': { mug: price(500, 'Mug'), lamp: price(400, 'Lamp') },
  'warehouse.products': {},
  'checkout.orders': {},
  'payment.payments': {},
  'payment.entries': {},
  'warehouse.reservations': {},
  'shipping.shipments': {},
  'warehouse.stock': { mug: stock(100, 0), lamp: stock(2, 0) },
  'transactions.errors': {},
} satisfies Contents;

const sound = {
  ...before,
  'catalog.products': { ...before['catalog.products'], 'new-1': { ...price(750, 'Ticket', 2), weightGrams: 10 } },
  'checkout.prices': { ...before['checkout.prices'], 'new-1': price(750, 'Ticket', 2) },
  'warehouse.products': { 'new-1': { name: 'Ticket', weightGrams: 10, active: true, version: 2 } },
  'checkout.orders': {
    'r1-base-0': stored('customer-01', 'COMPLETED'),
    'r1-base-1': stored('customer-02', 'COMPLETED'),
    'r1-dear-0': dear,
  },
  'payment.payments': {
    'r1-base-0': { state: 'CAPTURED', amountCents: TOTAL, method: 'card' },
    'r1-base-1': { state: 'CAPTURED', amountCents: TOTAL, method: 'card' },
    'r1-dear-0': { state: 'DECLINED', amountCents: DEAR_TOTAL, method: 'card' },
  },
  'payment.entries': {
    '1': entry('r1-base-0', 'AUTHORISE'),
    '2': entry('r1-base-1', 'AUTHORISE'),
    '3': entry('r1-base-0', 'CAPTURE'),
    '4': entry('r1-base-1', 'CAPTURE'),
  },
  'warehouse.reservations': {
    'r1-base-0': { state: 'COMMITTED', lines: LINES },
    'r1-base-1': { state: 'COMMITTED', lines: LINES },
    'r1-dear-0': { state: 'RELEASED', lines: [] },
  },
  'shipping.shipments': {
    'r1-base-0': { state: 'DISPATCHED', customerId: 'customer-01' },
    'r1-base-1': { state: 'DISPATCHED', customerId: 'customer-02' },
    'r1-dear-0': { state: 'CANCELLED' },
  },
  'warehouse.stock': { mug: stock(96, 4), lamp: stock(0, 2) },
  'transactions.errors': { e1: { correlationId: 'r1-dear-0', source: 'payment', filings: 1 } },
} satisfies Contents;

/** @param version of every record; by default one that no order exceeds */
function snapshot(name: JudgedSnapshot['name'], contents: Contents, version = '7'): JudgedSnapshot {
  const views = new Map(
    Object.entries(contents).map(([view, rows]) => [
      view,
      new Map<string, StoredRecord>(Object.entries(rows).map(([key, fields]) => [key, { key, fields, version }])),
    ]),
  );
  return { name, at: END, views, sagas: sagasIn(views, commerce.saga!) };
}

/** What is wrong with the stores. @param changed views, row by row: null for no row. @param version of every record */
function found(
  changed: Readonly<Record<string, Readonly<Record<string, Fields | null>>>> = {},
  more: Partial<World> = {},
  held: Contents = sound,
  version?: string,
) {
  const contents = Object.fromEntries(
    Object.entries(held).map(([view, rows]) => [
      view,
      Object.fromEntries(Object.entries({ ...rows, ...changed[view] }).filter(([, fields]) => fields !== null)) as Rows,
    ]),
  );
  const { violations, undecided } = explainSnapshot(snapshot('end', contents, version), {
    system: commerce,
    expect: commerce.expect!,
    journal: { experiment, seed: 1, virtualStartedAt: START, speed: 1 },
    history,
    prediction: predict(experiment, 1, history, commerce),
    before: snapshot('before', before),
    orphans: new Map(),
    isSentKnown: () => true,
    mayLackRequests: false,
    absences: [],
    releasesOf: () => [],
    statesOf: () => ({}),
    wasHit: () => false,
    isReconciled: true,
    ...more,
  });
  expect(undecided.lines).toEqual([]);
  return violations.lines;
}

describe("the shop's expectations", () => {
  it('explain a sound run', () => {
    expect(found()).toEqual([]);
  });

  it('explain what a release wrote under another name, until the reconciler has repaired it', () => {
    const written = { 'warehouse.products': { 'new-1': { name: 'Ticket', active: true, version: 2 } } };
    const releasesOf = () => ['renamed-weight'];
    expect(found(written, { isReconciled: false, releasesOf })).toEqual([]);
    expect(found(written, { isReconciled: true, releasesOf })).toHaveLength(1);
    expect(found(written, { isReconciled: false })).toHaveLength(1);
  });

  it.each<[what: string, changed: Parameters<typeof found>[0], line: string]>([
    [
      'nobody filed the order that the services rolled back',
      { 'transactions.errors': { e1: null } },
      'transactions.errors of r1-dear-0: missing, with source a text, filings an integer from 1, correlationId "r1-dear-0"',
    ],
    [
      "an order's last line is lost",
      {
        'checkout.orders': { 'r1-base-0': { ...stored('customer-01', 'COMPLETED'), lines: LINES.slice(0, 1) } },
        'warehouse.reservations': { 'r1-base-0': { state: 'COMMITTED', lines: LINES.slice(0, 1) } },
        'warehouse.stock': { mug: stock(98, 2) },
      },
      'checkout.orders r1-base-0: lines is [{"sku":"lamp","quantity":1}], must be [{"sku":"lamp","quantity":1},{"sku":"mug","quantity":2}]',
    ],
    [
      'the total is computed without it',
      {
        'checkout.orders': { 'r1-base-0': { ...stored('customer-01', 'COMPLETED'), amountCents: 400 } },
        'payment.payments': { 'r1-base-0': { state: 'CAPTURED', amountCents: 400, method: 'card' } },
        'payment.entries': {
          '1': { ...entry('r1-base-0', 'AUTHORISE'), amountCents: 400 },
          '3': { ...entry('r1-base-0', 'CAPTURE'), amountCents: 400 },
        },
      },
      'checkout.orders r1-base-0: amountCents is 400, must be 1400',
    ],
    [
      'a line has another price than the catalog',
      {
        'checkout.orders': {
          'r1-base-0': {
            ...stored('customer-01', 'COMPLETED'),
            unitPrices: UNIT_PRICES.map(({ sku }) => ({ sku, unitPriceCents: 0 })),
          },
        },
      },
      'checkout.orders r1-base-0: unitPrices is [{"sku":"lamp","unitPriceCents":0},{"sku":"mug","unitPriceCents":0}], must be [{"sku":"lamp","unitPriceCents":400},{"sku":"mug","unitPriceCents":500}]',
    ],
    [
      'a payment is taken by another method than the one asked for',
      { 'payment.payments': { 'r1-base-0': { state: 'CAPTURED', amountCents: TOTAL, method: 'invoice' } } },
      'payment.payments r1-base-0: method is "invoice", must be "card"',
    ],
    [
      "a product's later price change is dropped",
      { 'checkout.prices': { 'new-1': price(500, 'Ticket', 1) } },
      'checkout.prices new-1: version is 1, must be 2; unitPriceCents is 500, must be 750',
    ],
    [
      "one request's order carries another's customer",
      {
        'checkout.orders': { 'r1-base-0': stored('customer-02', 'COMPLETED') },
        'shipping.shipments': { 'r1-base-0': { state: 'DISPATCHED', customerId: 'customer-02' } },
      },
      'checkout.orders r1-base-0: customerId is "customer-02", must be "customer-01"',
    ],
    [
      "a second order stands under an id of the system's own",
      {
        'checkout.orders': { 'own-1': stored('customer-01', 'COMPLETED') },
        'payment.payments': { 'own-1': { state: 'CAPTURED', amountCents: TOTAL, method: 'card' } },
        'payment.entries': { '5': entry('own-1', 'AUTHORISE'), '6': entry('own-1', 'CAPTURE') },
        'warehouse.reservations': { 'own-1': { state: 'COMMITTED', lines: LINES } },
        'shipping.shipments': { 'own-1': { state: 'DISPATCHED', customerId: 'customer-01' } },
      },
      'payment.payments own-1: nothing explains this record (state "CAPTURED", amountCents 1400, method "card")',
    ],
    [
      'a deletion that was reported left its row',
      { 'checkout.prices': { 'mug-doubled': price(500, 'Mug') } },
      'checkout.prices mug-doubled: nothing explains this record (name "Mug", unitPriceCents 500, active true, version 1)',
    ],
    [
      'an authorisation is booked twice',
      { 'payment.entries': { '5': entry('r1-base-0', 'AUTHORISE') } },
      'payment.entries of r1-base-0: nothing explains this record (kind "AUTHORISE", amountCents 1400)',
    ],
    [
      'a movement of money is of an unknown kind',
      { 'payment.entries': { '3': entry('r1-base-0', 'GIFT') } },
      'payment.entries of r1-base-0: kind is "GIFT", must be "CAPTURE"',
    ],
    [
      'a total and its capture were changed together',
      {
        'checkout.orders': { 'r1-base-1': { ...stored('customer-02', 'COMPLETED'), amountCents: 9 } },
        'payment.entries': { '4': { ...entry('r1-base-1', 'CAPTURE'), amountCents: 9 } },
      },
      'checkout.orders r1-base-1: amountCents is 9, must be 1400',
    ],
  ])('show that %s', (_what, changed, line) => {
    expect(found(changed)).toContain(line);
  });

  it('show that more is sold than there is', () => {
    const scarce = { ...before, 'warehouse.stock': { mug: stock(100, 0), lamp: stock(1, 0) } };
    const oversold = { 'warehouse.stock': { lamp: stock(-1, 2) } };
    expect(found(oversold, { before: snapshot('before', scarce) })).toEqual([
      'warehouse.stock lamp: onHand is -1, which is below 0',
    ]);
  });
});

describe('the product of a journey that reprices', () => {
  const FIRST = {
    'catalog.products': { 'new-1': { ...price(750, 'Ticket', 1), weightGrams: 10 } },
    'checkout.prices': { 'new-1': price(750, 'Ticket', 1) },
    'warehouse.products': { 'new-1': { name: 'Ticket', weightGrams: 10, active: true, version: 1 } },
  };
  const asked = { method: 'PUT', body: product, sku: 'new-1' };

  it.each<[what: string, answered: object, versions: string]>([
    ['was created and changed', { answered: { created: 200 } }, '2'],
    ['was perhaps created', { answered: { created: 503 } }, 'an integer from 1 up to 2'],
    ['was perhaps created, without an answer', { answered: { created: 0 } }, 'an integer from 1 up to 2'],
    ['was created, if its journey does not say that it was not', {}, '2'],
  ])('%s', (_what, answered, versions) => {
    const operations = history.map((one) =>
      one.journey === 'reprice' ? { ...one, asked: { ...asked, ...answered } } : one,
    );
    const more = { history: operations, prediction: predict(experiment, 1, operations, commerce) };
    expect(found({}, more)).toEqual([]);
    const lines = Object.keys(FIRST).map((view) => `${view} new-1: version is 1, must be ${versions}`);
    expect(found(FIRST, more)).toEqual(versions === '2' ? lines : []);
  });
});

/** The base order 0, rolled back in this way. */
const BACK = 'r1-base-0';
const backWith = (
  payment: Fields,
  entries: readonly Fields[],
  reservation: Fields,
  shipment: Fields = { state: 'CANCELLED', customerId: 'customer-01' },
) => ({
  'checkout.orders': { [BACK]: stored('customer-01', 'ROLLED_BACK') },
  'payment.payments': { [BACK]: payment },
  'payment.entries': { '1': entries[0] ?? null, '3': entries[1] ?? null },
  'warehouse.reservations': { [BACK]: reservation },
  'shipping.shipments': { [BACK]: shipment },
  'warehouse.stock': { mug: stock(98, 2), lamp: stock(1, 1) },
  'transactions.errors': { e2: { correlationId: BACK, source: 'sweep', filings: 1 } },
});
const voided: Fields = { state: 'VOIDED', amountCents: TOTAL, method: 'card' };
const voidedFirst: Fields = { state: 'VOIDED', amountCents: 0, method: 'none' };
const declined: Fields = { state: 'DECLINED', amountCents: TOTAL, method: 'card' };
const BOOKED = [entry(BACK, 'AUTHORISE'), entry(BACK, 'VOID')];
const released: Fields = { state: 'RELEASED', lines: LINES };
const releasedFirst: Fields = { state: 'RELEASED', lines: [] };
const rejected: Fields = { state: 'REJECTED', lines: LINES };

/** Before the load, with so many lamps on hand, and more mugs than anybody orders. */
const withLamps = (onHand: number, reserved = 0) => ({
  ...before,
  'warehouse.stock': {
    mug: { ...stock(1_000_000, 0), received: 1_000_000 },
    lamp: { ...stock(onHand, 0), reserved },
  },
});

/** A fault that answers for a port at every attempt. @param more what else is known of it, or more faults */
const answering = (
  service: string,
  port: string,
  answer: Json = null,
  more: Partial<LoadFault> = {},
): Partial<World> => ({
  journal: {
    experiment: {
      ...experiment,
      faults: [
        {
          id: 'says-no',
          fault: 'port-answer',
          scenario: 'base',
          rate: 1,
          attempts: 'always',
          leaseSeconds: 9,
          parameters: { service, step: 'prepare', port, answer },
          ...more,
        },
      ],
    },
    seed: 1,
    virtualStartedAt: START,
    speed: 1,
  },
});

/** What services logged for the order, and nothing for others. */
const logged = (reached: AcceptedRequest['reached']): Partial<World> => ({
  statesOf: (correlationId) => (correlationId === BACK ? reached : {}),
});

/** What is wrong with the payment, the entries, the reservation and the shipment of the order. */
const wrongWith = (changed: ReturnType<typeof backWith>, more: Partial<World>): readonly string[] =>
  found(changed, more).filter((line) => !line.startsWith('warehouse.stock'));

/** How often the records of an order have been written. */
describe('the versions of the records of orders', () => {
  const rolledBack = backWith(voided, BOOKED, released);
  const line = (record: string, is: string, min: number) =>
    `${record}: has version ${is}, must have ${min} at least, because each write raises it`;
  const [first, second] = ['r1-base-0', 'r1-base-1'];
  const participants = ['payment.payments', 'warehouse.reservations', 'shipping.shipments'];
  const BACK_ONCE = ['payment.payments', 'warehouse.reservations'].map((view) => line(`${view} ${BACK}`, '1', 2));

  it.each<[what: string, version: string, changed: Parameters<typeof found>[0], more: Partial<World>, lines: string[]]>(
    [
      ['are those of every write', '3', {}, {}, []],
      [
        'are below the decision and the end of an order that was completed',
        '2',
        {},
        {},
        [first, second].map((id) => line(`checkout.orders ${id}`, '2', 3)),
      ],
      [
        'are those of the first writes',
        '1',
        {},
        {},
        [
          ...[first, second].flatMap((id) => [
            line(`checkout.orders ${id}`, '1', 3),
            ...participants.map((view) => line(`${view} ${id}`, '1', 2)),
          ]),
          line('checkout.orders r1-dear-0', '1', 2),
        ],
      ],
      [
        'are those of the first writes, and the order was rolled back',
        '1',
        rolledBack,
        logged({}),
        [line(`checkout.orders ${BACK}`, '1', 2), ...BACK_ONCE],
      ],
      [
        'are those of the first writes, of a shipment that was planned',
        '1',
        rolledBack,
        logged({ shipping: ['PLANNED', 'CANCELLED'] }),
        [line(`checkout.orders ${BACK}`, '1', 2), ...BACK_ONCE, line(`shipping.shipments ${BACK}`, '1', 2)],
      ],
      ['are those of records that the reconciler made anew', '1', {}, { isReconciled: true }, []],
    ],
  )('%s', (_what, version, changed, more, lines) => {
    const of = changed === rolledBack ? BACK : 'r1-';
    const wrong = found(changed, { isReconciled: false, ...more }, sound, version);
    expect(wrong.filter((one) => one.includes('version ') && one.includes(of)).sort()).toEqual(lines.toSorted());
  });
});

describe('an order that was rolled back', () => {
  const at = (stores: Contents, more: Partial<World> = {}): Partial<World> => ({
    before: snapshot('before', stores),
    ...more,
  });

  it.each<[what: string, changed: ReturnType<typeof backWith>, more: Partial<World>]>([
    ['undid everything', backWith(voided, BOOKED, released), {}],
    ['undid what it logged', backWith(voided, BOOKED, released), logged({ payment: ['AUTHORISED', 'VOIDED'] })],
    [
      'was rolled back before anybody prepared it',
      backWith(voidedFirst, [], releasedFirst, { state: 'CANCELLED' }),
      {},
    ],
    ['was rejected, for what is scarce', backWith(voided, BOOKED, rejected), at(withLamps(499_999))],
    ['was rejected, as it logged', backWith(voided, BOOKED, rejected), logged({ warehouse: ['REJECTED'] })],
    [
      'was rejected by a fault',
      backWith(voided, BOOKED, rejected),
      at(withLamps(500_000), answering('warehouse', 'store.reserve')),
    ],
    ['was declined by a fault', backWith(declined, [], released), answering('payment', 'risk.limitCents')],
    [
      'was prepared by a fault only',
      backWith(voidedFirst, [], released),
      { ...answering('payment', 'store.open'), ...logged({ payment: ['AUTHORISED'] }) },
    ],
    ['held what is reserved for others no more', backWith(voided, BOOKED, released), at(withLamps(0, 1))],
  ])('%s', (_what, changed, more) => {
    expect(wrongWith(changed, more)).toEqual([]);
  });

  it.each<[what: string, changed: ReturnType<typeof backWith>, more: Partial<World>, lines: string[]]>([
    [
      'erased the books of an authorised payment',
      backWith(voidedFirst, [], released),
      logged({ payment: ['AUTHORISED', 'VOIDED'] }),
      [
        `payment.payments ${BACK}: amountCents is 0, must be 1400; method is "none", must be "card"`,
        `payment.entries of ${BACK}: missing, with kind "AUTHORISE", amountCents 1400, correlationId "${BACK}"`,
        `payment.entries of ${BACK}: missing, with kind "VOID", amountCents 1400, correlationId "${BACK}"`,
      ],
    ],
    [
      'forgot what it had reserved',
      backWith(voided, BOOKED, releasedFirst),
      logged({ warehouse: ['RESERVED', 'RELEASED'] }),
      [`warehouse.reservations ${BACK}: lines is [], must be [{"sku":"lamp","quantity":1},{"sku":"mug","quantity":2}]`],
    ],
    [
      'forgot whose shipment it had planned',
      backWith(voided, BOOKED, released, { state: 'CANCELLED' }),
      logged({ shipping: ['PLANNED'] }),
      [`shipping.shipments ${BACK}: customerId is absent, must be "customer-01"`],
    ],
    [
      'was declined below the limit',
      backWith(declined, [], released),
      {},
      [
        `payment.payments ${BACK}: state is "DECLINED", must be "VOIDED"; amountCents is 1400, must be 0; method is "card", must be "none"`,
      ],
    ],
    [
      'was rejected, though there is plenty',
      backWith(voided, BOOKED, rejected),
      at(withLamps(500_000)),
      [`warehouse.reservations ${BACK}: state is "REJECTED", must be "RELEASED"`],
    ],
    [
      'reserved what is sold out',
      backWith(voided, BOOKED, released),
      at(withLamps(0)),
      [`warehouse.reservations ${BACK}: state is "RELEASED", must be "REJECTED"`],
    ],
  ])('shows that it %s', (_what, changed, more, lines) => {
    expect(wrongWith(changed, more)).toEqual(lines);
  });

  describe('because a fault answered', () => {
    const LIMIT = 'risk.limitCents';
    const NO_STOCK = { outcome: 'OUT_OF_STOCK', reason: 'injected' };
    const hit: Partial<World> = { wasHit: (_fault, id) => id === BACK };
    const closed = (answer: Json, more: Partial<LoadFault> = {}) => answering('payment', LIMIT, answer, more);
    const authorised = backWith(voided, BOOKED, released);
    const both = (one: Partial<World>, other: Partial<World>): Partial<World> => {
      const faults = [one, other].flatMap(({ journal }) => journal?.experiment.faults ?? []);
      return { ...one, journal: { ...one.journal!, experiment: { ...experiment, faults } } };
    };

    it.each<[what: string, changed: ReturnType<typeof backWith>, more: Partial<World>]>([
      ['was declined', backWith(declined, [], released), closed(0)],
      ['was declined at the limit', backWith(declined, [], released), closed(TOTAL)],
      ['was not prepared before its rollback', backWith(voidedFirst, [], released), closed(0)],
      ['was authorised below the limit', authorised, closed(TOTAL + 1)],
      ['was authorised at a later attempt', authorised, closed(0, { attempts: 1 })],
      ['was authorised by an answer that is no limit', authorised, closed('none')],
      ['was authorised, and another port was answered', authorised, answering('payment', 'store.find', 0)],
      ['was authorised, and two ports were answered', authorised, both(closed(0), answering('payment', 'store.open'))],
      ['was rejected', backWith(voided, BOOKED, rejected), answering('warehouse', 'store.reserve', NO_STOCK)],
      ['was released by another answer', authorised, answering('warehouse', 'store.reserve', { outcome: 'EXISTS' })],
      ['was released by another port', authorised, answering('warehouse', 'store.close', NO_STOCK)],
    ])('%s', (_what, changed, more) => {
      expect(wrongWith(changed, { ...more, ...hit })).toEqual([]);
    });

    it('may have been prepared if the fault did not hit', () => {
      expect(wrongWith(authorised, closed(0))).toEqual([]);
    });

    it('was not authorised', () => {
      expect(wrongWith(authorised, { ...closed(0), ...hit })).toEqual([
        `payment.payments ${BACK}: state is "VOIDED", must be "DECLINED"`,
        `payment.entries 1: nothing explains this record (correlationId "${BACK}", kind "AUTHORISE", amountCents ${TOTAL})`,
        `payment.entries 3: nothing explains this record (correlationId "${BACK}", kind "VOID", amountCents ${TOTAL})`,
      ]);
    });

    it('was not declined below the limit', () => {
      expect(wrongWith(backWith(declined, [], released), { ...closed(TOTAL + 1), ...hit })).toHaveLength(1);
    });

    it('did not hold the stock', () => {
      expect(wrongWith(authorised, { ...answering('warehouse', 'store.reserve', NO_STOCK), ...hit })).toEqual([
        `warehouse.reservations ${BACK}: state is "RELEASED", must be "REJECTED"`,
      ]);
    });
  });

  it('is declined over the limit, and never authorised', () => {
    const authorised = {
      'payment.payments': { 'r1-dear-0': { ...voided, amountCents: DEAR_TOTAL } },
      'payment.entries': {
        '8': { ...entry('r1-dear-0', 'AUTHORISE'), amountCents: DEAR_TOTAL },
        '9': { ...entry('r1-dear-0', 'VOID'), amountCents: DEAR_TOTAL },
      },
    };
    expect(found(authorised)).toEqual([
      'payment.payments r1-dear-0: state is "VOIDED", must be "DECLINED"',
      'payment.entries 8: nothing explains this record (correlationId "r1-dear-0", kind "AUTHORISE", amountCents 10400)',
      'payment.entries 9: nothing explains this record (correlationId "r1-dear-0", kind "VOID", amountCents 10400)',
    ]);
  });
});

describe('the request of an order', () => {
  const asking = (more: object) => ({
    history: history.map((one) => (one.correlationId === BACK ? { ...one, asked: { ...one.asked, ...more } } : one)),
  });

  it('says what it comes to', () => {
    expect(found({}, asking({ totalCents: TOTAL }))).toEqual([]);
    expect(found({}, asking({ totalCents: 1410 }))).toEqual([
      `checkout.orders ${BACK}: amountCents is 1400, must be 1400 by the prices before the load, and 1410 by the request`,
    ]);
  });

  it('is for a customer who was seeded, unless the experiment itself describes it', () => {
    const nobody = {
      'checkout.orders': { [BACK]: stored('nobody', 'COMPLETED') },
      'shipping.shipments': { [BACK]: { state: 'DISPATCHED', customerId: 'nobody' } },
    };
    const asked = asking(order('nobody'));
    expect(found(nobody, asked)).toEqual([
      `checkout.orders ${BACK}: customerId is "nobody", must be of a customer, which "nobody" is not`,
    ]);
    const described = asked.history.map((one) => (one.correlationId === BACK ? { ...one, journey: 'request' } : one));
    expect(found(nobody, { history: described })).toEqual([]);
  });

  it.each([
    ['before it was sent', 10 * 60_000, 9],
    ['after it was answered', 0, 9],
  ])('does not make an order %s', (when, elapsedMs, durationMs) => {
    const createdAt = when === 'before it was sent' ? START : LATER;
    const late = history.map((one) => (one.correlationId === BACK ? { ...one, elapsedMs, durationMs } : one));
    const changed = {
      'checkout.orders': { [BACK]: { ...stored('customer-01', 'COMPLETED'), createdAt, updatedAt: END } },
    };
    expect(found(changed, { history: late })).toEqual([
      `checkout.orders ${BACK}: createdAt is "${createdAt}", must be a time during the request`,
    ]);
  });
});

describe('an order of before the load', () => {
  const EARLIER = 'warm-1';
  const made = { createdAt: '2026-01-01T11:00:00.000Z', updatedAt: '2026-01-01T11:00:00.000Z' };
  const inFlight = {
    ...before,
    'checkout.orders': { [EARLIER]: { ...stored('customer-09', 'COMMITTING'), ...made } },
    'payment.payments': { [EARLIER]: { state: 'AUTHORISED', amountCents: TOTAL, method: 'card' } },
    'payment.entries': { '0': entry(EARLIER, 'AUTHORISE') },
    'warehouse.reservations': { [EARLIER]: { state: 'RESERVED', lines: LINES } },
    'shipping.shipments': { [EARLIER]: { state: 'PLANNED', customerId: 'customer-09' } },
    'warehouse.stock': { mug: { ...stock(98, 0), reserved: 2 }, lamp: { ...stock(1, 0), reserved: 1 } },
    'transactions.errors': { e0: { correlationId: EARLIER, source: 'payment', filings: 1 } },
  };
  const ended = {
    'checkout.orders': { [EARLIER]: { ...stored('customer-09', 'COMPLETED'), ...made, updatedAt: LATER } },
    'payment.payments': { [EARLIER]: { state: 'CAPTURED', amountCents: TOTAL, method: 'card' } },
    'payment.entries': { '0': entry(EARLIER, 'AUTHORISE'), '00': entry(EARLIER, 'CAPTURE') },
    'warehouse.reservations': { [EARLIER]: { state: 'COMMITTED', lines: LINES } },
    'shipping.shipments': { [EARLIER]: { state: 'DISPATCHED', customerId: 'customer-09' } },
    'transactions.errors': { e0: { correlationId: EARLIER, source: 'payment', filings: 1 } },
  };
  const onlyEarlier = { history: [], before: snapshot('before', inFlight) };
  const leftBy = (changed: Parameters<typeof found>[0] = {}) => {
    const held = Object.fromEntries(
      Object.entries({ ...inFlight, ...ended }).map(([view, rows]) => [view, { ...rows, ...changed[view] }]),
    );
    return found({}, onlyEarlier, held);
  };
  const shipped = { 'warehouse.stock': { mug: stock(98, 2), lamp: stock(1, 1) } };

  it('may go on to its end', () => {
    expect(leftBy(shipped)).toEqual([]);
    const back = {
      'checkout.orders': { [EARLIER]: { ...stored('customer-09', 'ROLLED_BACK'), ...made, updatedAt: LATER } },
      'payment.payments': { [EARLIER]: voided },
      'payment.entries': { '00': entry(EARLIER, 'VOID') },
      'warehouse.reservations': { [EARLIER]: released },
      'shipping.shipments': { [EARLIER]: { state: 'CANCELLED', customerId: 'customer-09' } },
      'warehouse.stock': { mug: stock(100, 0), lamp: stock(2, 0) },
    };
    expect(leftBy(back)).toEqual([]);
  });

  it.each<[what: string, changed: Parameters<typeof found>[0], line: string]>([
    [
      'its customer',
      {
        ...shipped,
        'checkout.orders': { [EARLIER]: { ...ended['checkout.orders'][EARLIER], customerId: 'customer-01' } },
      },
      `checkout.orders ${EARLIER}: customerId is "customer-01", must be "customer-09"`,
    ],
    [
      'its time',
      { ...shipped, 'checkout.orders': { [EARLIER]: { ...ended['checkout.orders'][EARLIER], createdAt: LATER } } },
      `checkout.orders ${EARLIER}: createdAt is "${LATER}", must be "${made.createdAt}"`,
    ],
  ])('does not change %s', (_what, changed, line) => {
    expect(leftBy(changed)).toEqual([line]);
  });

  it('may have its failure filed again, and no other', () => {
    const filed = (fields: Fields) =>
      leftBy({ ...shipped, 'transactions.errors': { e0: { correlationId: EARLIER, source: 'payment', ...fields } } });
    expect(filed({ filings: 2 })).toEqual([]);
    expect(filed({ filings: 0 })).toHaveLength(1);
    expect(filed({ filings: 2, source: 'mallory' })).toHaveLength(1);
    const another = (fields: Fields) => leftBy({ ...shipped, 'transactions.errors': { e1: fields } });
    expect(another({ correlationId: EARLIER, source: 'sweep', filings: 1 })).toEqual([]);
    expect(another({ correlationId: EARLIER, source: 'sweep', filings: 0 })).toHaveLength(1);
    expect(another({ correlationId: 'nobody', source: 'sweep', filings: 1 })).toHaveLength(1);
  });
});

describe('an order that had ended before the load', () => {
  const EARLIER = 'warm-1';
  const made = { createdAt: '2026-01-01T11:00:00.000Z', updatedAt: '2026-01-01T11:00:00.000Z' };
  const orders = (state: string, changed: Fields = {}) => ({
    'checkout.orders': { [EARLIER]: { ...stored('customer-09', state), ...made, ...changed } },
  });
  const completed: Contents = {
    ...before,
    ...orders('COMPLETED'),
    'payment.payments': { [EARLIER]: { state: 'CAPTURED', amountCents: TOTAL, method: 'card' } },
    'payment.entries': { '0': entry(EARLIER, 'AUTHORISE'), '00': entry(EARLIER, 'CAPTURE') },
    'warehouse.reservations': { [EARLIER]: { state: 'COMMITTED', lines: LINES } },
    'shipping.shipments': { [EARLIER]: { state: 'DISPATCHED', customerId: 'customer-09' } },
  };
  const rolledBack: Contents = {
    ...before,
    ...orders('ROLLED_BACK'),
    'payment.payments': { [EARLIER]: voided },
    'payment.entries': { '0': entry(EARLIER, 'AUTHORISE'), '00': entry(EARLIER, 'VOID') },
    'warehouse.reservations': { [EARLIER]: released },
    'shipping.shipments': { [EARLIER]: { state: 'CANCELLED' } },
  };
  const linesOf = (contents: Contents) => found({}, { history: [], before: snapshot('before', contents) }, contents);

  it('agrees with itself', () => {
    expect(linesOf(completed)).toEqual([]);
    expect(linesOf(rolledBack)).toEqual([]);
  });

  it.each<[what: string, contents: Contents, line: string]>([
    [
      'its lines do not come to its total',
      { ...completed, ...orders('COMPLETED', { amountCents: TOTAL + 1 }) },
      `checkout.orders ${EARLIER}: amountCents is ${TOTAL + 1}, must be ${TOTAL}`,
    ],
    [
      'it goes to another customer',
      { ...completed, 'shipping.shipments': { [EARLIER]: { state: 'DISPATCHED', customerId: 'customer-50' } } },
      `shipping.shipments ${EARLIER}: customerId is "customer-50", must be "customer-09"`,
    ],
    [
      'another amount was paid',
      { ...completed, 'payment.payments': { [EARLIER]: { state: 'CAPTURED', amountCents: 1, method: 'card' } } },
      `payment.payments ${EARLIER}: amountCents is 1, must be ${TOTAL}`,
    ],
    [
      'units of others were released',
      {
        ...rolledBack,
        'warehouse.reservations': { [EARLIER]: { state: 'RELEASED', lines: [{ sku: 'zzz', quantity: 9 }] } },
      },
      `warehouse.reservations ${EARLIER}: lines is [{"sku":"zzz","quantity":9}], must be ${JSON.stringify(LINES)}`,
    ],
    [
      'it was placed in the future',
      {
        ...completed,
        ...orders('COMPLETED', { createdAt: '2099-01-01T00:00:00.000Z', updatedAt: '2099-01-01T00:00:00.000Z' }),
      },
      `checkout.orders ${EARLIER}: createdAt is "2099-01-01T00:00:00.000Z", must be a time during the request; updatedAt is "2099-01-01T00:00:00.000Z", must be a time during the run, not before createdAt`,
    ],
  ])('does not if %s', (_what, contents, line) => {
    expect(linesOf(contents)).toContain(line);
  });

  it('may lack a part that had nothing to undo, or its prices', () => {
    expect(linesOf({ ...rolledBack, 'shipping.shipments': {}, 'payment.entries': {} })).toEqual([]);
    const unpriced = LINES.map(({ sku }) => ({ sku, unitPriceCents: null }));
    expect(linesOf({ ...completed, ...orders('COMPLETED', { unitPrices: unpriced }) })).toEqual([]);
  });

  it('may have been made up by the reconciler, to close its parts', () => {
    const closed = orders('ROLLED_BACK', {
      customerId: '',
      lines: [],
      unitPrices: [],
      amountCents: 0,
      method: 'invoice',
    });
    expect(linesOf({ ...rolledBack, ...closed })).toEqual([]);
  });
});

describe('what seeding leaves', () => {
  const [mug] = products;
  const [ann] = customers;
  const catalogue: Contents = {
    'catalog.products': Object.fromEntries(
      products.map(({ sku, name, priceCents, weightGrams }) => [
        sku,
        { name, unitPriceCents: priceCents, weightGrams, active: true, version: 1 },
      ]),
    ),
    'account.customers': Object.fromEntries(
      customers.map(({ customerId }) => [
        customerId,
        { name: { withheld: '1' }, address: { withheld: '2' }, version: 1 },
      ]),
    ),
    'warehouse.stock': Object.fromEntries(
      products
        .filter(({ stock: units }) => units > 0)
        .map(({ sku, stock: units }) => [sku, { received: units, onHand: 7 }]),
    ),
  };
  const seededWith = (view: string, key: string | undefined, fields: Fields, regions?: World['journal']['regions']) => {
    const stores = snapshot('before', { ...catalogue, [view]: { ...catalogue[view], [key ?? '']: fields } });
    const { violations, mistakes } = explainSeeded(stores, commerce.expect!, regions === undefined ? {} : { regions })!;
    return [...violations.lines, ...mistakes.lines];
  };
  const product = catalogue['catalog.products']![mug!.sku]!;

  it.each<[what: string, view: string, key: string | undefined, fields: Fields, lines: string[]]>([
    ['is what it sent', 'catalog.products', mug?.sku, { ...product, version: 2 }, []],
    ['may stand beside others', 'catalog.products', 'new-1', { ...product, unitPriceCents: 9 }, []],
    [
      'has the prices that it sent',
      'catalog.products',
      mug?.sku,
      { ...product, unitPriceCents: 1590 },
      ['catalog.products ord-01: unitPriceCents is 1590, must be 1599'],
    ],
    [
      'has the whole customer',
      'account.customers',
      ann?.customerId,
      { name: { withheld: '1' }, address: null, version: 1 },
      ['account.customers customer-01: address is null, must be a value that is withheld'],
    ],
    ['may have received more since', 'warehouse.stock', mug?.sku, { received: 1_999_999 }, []],
    [
      'was not received twice',
      'warehouse.stock',
      mug?.sku,
      { received: 2_000_000 },
      ['warehouse.stock ord-01: received is 2000000, must be an integer from 1000000 up to 1999999'],
    ],
  ])('%s', (_what, view, key, fields, lines) => {
    expect(seededWith(view, key, fields)).toEqual(lines);
  });

  it('has no masters in the other region', () => {
    const other = { own: 'other', home: 'us-east-1', other: 'eu-west-1', moveWithinSeconds: 98 } as const;
    expect(seededWith('catalog.products', mug?.sku, {}, other)).toEqual([]);
    expect(seededWith('warehouse.stock', mug?.sku, { received: 1 }, other)).toHaveLength(1);
  });
});

describe('a payment without an order', () => {
  const orphan: OrphanedSaga = {
    correlationId: 'orphan',
    written: [
      { view: 'payment.payments', key: 'orphan', fields: { state: 'AUTHORISED', amountCents: 1234, method: 'card' } },
    ],
  };
  const money = (kind: string): Fields => ({ correlationId: 'orphan', kind, amountCents: 1234 });
  const closed = {
    'checkout.orders': {
      orphan: {
        state: 'ROLLED_BACK',
        amountCents: 0,
        customerId: '',
        method: 'invoice',
        lines: [],
        unitPrices: [],
        createdAt: LATER,
        updatedAt: LATER,
      },
    },
    'payment.payments': { orphan: { state: 'VOIDED', amountCents: 1234, method: 'card' } },
    'payment.entries': { '8': money('AUTHORISE'), '9': money('VOID') },
    'warehouse.reservations': { orphan: { state: 'RELEASED', lines: [] } },
    'shipping.shipments': { orphan: { state: 'CANCELLED' } },
  };
  const world = { orphans: new Map([['orphan', orphan]]) };

  it('is closed with an order that has nothing in it', () => {
    expect(found(closed, world)).toEqual([]);
    expect(found(closed)).not.toEqual([]);
  });

  it('is not repaired by making up an order', () => {
    const madeUp = {
      'checkout.orders': { orphan: { ...stored('customer-01', 'COMPLETED'), amountCents: 1234 } },
      'payment.payments': { orphan: { state: 'CAPTURED', amountCents: 1234, method: 'card' } },
      'payment.entries': { '8': money('AUTHORISE'), '9': money('CAPTURE') },
      'warehouse.reservations': { orphan: { state: 'COMMITTED', lines: [] } },
      'shipping.shipments': { orphan: { state: 'DISPATCHED', customerId: 'customer-01' } },
    };
    expect(found(madeUp, world)).toContain(
      'payment.payments orphan: nothing explains this record (state "CAPTURED", amountCents 1234, method "card")',
    );
  });
});

describe('what drift wrote', () => {
  it('leaves everything else as it was', () => {
    const drained = snapshot('drained', sound);
    const written = { ...sound, 'checkout.prices': { ...sound['checkout.prices'], mug: price(600, 'Mug') } };
    const drift = (key: string) =>
      explainDrift(
        drained.views,
        snapshot('drifted', written).views,
        [
          {
            at: END,
            elapsedMs: 1,
            kind: 'drift.seeded',
            faultId: 'wrong-price',
            rule: 'price-copies',
            key,
            description: '',
            consequences: [],
            writes: [{ view: 'checkout.prices', key, before: price(500, 'Mug'), after: price(600, 'Mug') }],
          },
        ],
        () => false,
      ).violations.lines;
    expect(drift('mug')).toEqual([]);
    expect(drift('lamp')).toEqual([
      'checkout.prices mug: unitPriceCents is 600, must be 500',
      'checkout.prices lamp: what drift wrote is not there',
    ]);
  });
});

const without = <All extends object, Key extends keyof All & string>(key: Key, all: All): Omit<All, Key> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name !== key)) as Omit<All, Key>;

describe("the other region's stores", () => {
  const HOME = 'us-east-1';
  const OTHER = 'eu-west-1';
  const regions = { own: 'other', home: HOME, other: OTHER, moveWithinSeconds: 98 } as const;
  const reprice = sent('r1-price-0', 'reprice', {
    method: 'PUT',
    body: product,
    sku: 'new-1',
    answered: { created: 200 },
  });
  const answered: readonly Operation[] = [
    { ...sent('r1-base-0', 'checkout', order('customer-01')), region: OTHER },
    { ...sent('r1-base-1', 'checkout', order('customer-02')), region: HOME },
    { ...reprice, region: HOME },
  ];

  // There is no catalog; the copies at home are read from here.
  const atFirst = {
    ...without('catalog.products', before),
    'home.checkout.prices': before['checkout.prices'],
    'home.warehouse.products': {},
  };
  const ticket = price(750, 'Ticket', 2);
  const card = { name: 'Ticket', weightGrams: 10, active: true, version: 2 };
  const atTheEnd = {
    ...atFirst,
    'checkout.prices': { ...before['checkout.prices'], 'new-1': ticket },
    'home.checkout.prices': { ...before['checkout.prices'], 'new-1': ticket },
    'warehouse.products': { 'new-1': card },
    'home.warehouse.products': { 'new-1': card },
    'checkout.orders': { 'r1-base-0': stored('customer-01', 'COMPLETED') },
    'payment.payments': { 'r1-base-0': { state: 'CAPTURED', amountCents: TOTAL, method: 'card' } },
    'payment.entries': { '1': entry('r1-base-0', 'AUTHORISE'), '3': entry('r1-base-0', 'CAPTURE') },
    'warehouse.reservations': { 'r1-base-0': { state: 'COMMITTED', lines: LINES } },
    'shipping.shipments': { 'r1-base-0': { state: 'DISPATCHED', customerId: 'customer-01' } },
    'warehouse.stock': { mug: stock(98, 2), lamp: stock(1, 1) },
  } satisfies Contents;

  const foundThere = (contents: Contents, operations = answered) =>
    found(
      {},
      {
        journal: { experiment, seed: 1, virtualStartedAt: START, speed: 1, regions },
        history: operations,
        prediction: predict(experiment, 1, operations, commerce, OTHER),
        before: snapshot('before', atFirst),
      },
      contents,
    );

  it('hold its own orders at the prices of its list, and the copies of what was changed at home', () => {
    expect(foundThere(atTheEnd)).toEqual([]);
  });

  it.each(['checkout.prices', 'warehouse.products', 'home.checkout.prices', 'home.warehouse.products'] as const)(
    'show a change at home that is missing in %s',
    (view) => {
      const others = without('new-1', atTheEnd[view] as Readonly<Record<'new-1', Fields>>);
      expect(foundThere({ ...atTheEnd, [view]: others })).toEqual([expect.stringContaining(`${view} new-1: missing`)]);
    },
  );

  it('show an order that a customer of the home region left there', () => {
    const wrong = {
      ...atTheEnd,
      'checkout.orders': { ...atTheEnd['checkout.orders'], 'r1-base-1': stored('customer-02', 'COMPLETED') },
    };
    expect(foundThere(wrong)).toContainEqual(expect.stringContaining('checkout.orders r1-base-1'));
  });

  it('may or may not hold the copies of a change without an answer', () => {
    const operations = [answered[0]!, { ...reprice, status: 0 }];
    const copies = [
      'checkout.prices',
      'home.checkout.prices',
      'warehouse.products',
      'home.warehouse.products',
    ] as const;
    const none = { ...atTheEnd, ...Object.fromEntries(copies.map((view) => [view, atFirst[view]])) };
    expect(foundThere(atTheEnd, operations)).toEqual([]);
    expect(foundThere(none, operations)).toEqual([]);
  });
});

describe('what the other region has accepted', () => {
  const request = (journey: string): AcceptedRequest => ({
    correlationId: 'r1-any-0',
    scenario: 'any',
    iteration: 0,
    journey,
    status: 200,
    asked: { method: 'PUT', body: product, sku: 'new-1', answered: { created: 200 } },
    endedBy: 'services',
    handledBy: [],
    reached: {},
    faults: [],
  });
  const left = (journey: string, here: 'home' | 'other') => commerce.expect?.elsewhere?.({ ...request(journey), here });

  it('leaves nothing at home, where no copy comes from', () => {
    expect(left('reprice', 'home')).toEqual([]);
  });

  it.each(['checkout', 'over_limit', 'no_stock', 'quota', 'browse'])(
    'leaves nothing in either region: %s',
    (journey) => {
      expect([left(journey, 'home'), left(journey, 'other')]).toEqual([[], []]);
    },
  );

  it('leaves the copies of a product in the other region, once there and once as it reads them at home', () => {
    expect(left('reprice', 'other')?.map((one) => 'where' in one && [one.view, one.where])).toEqual([
      ['checkout.prices', 'new-1'],
      ['home.checkout.prices', 'new-1'],
      ['warehouse.products', 'new-1'],
      ['home.warehouse.products', 'new-1'],
    ]);
  });

  it('is no product of the other region itself, which has no catalog', () => {
    const change = (here?: 'home' | 'other') =>
      commerce.expect?.request({ ...request('reprice'), ...(here && { here }) }, null, () => undefined);
    expect(change('other')).toEqual([]);
    expect(change('home')).toEqual(change());
    expect(change()).toHaveLength(3);
  });
});
