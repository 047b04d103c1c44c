/** Changes to the shop's stores that keep several records consistent with each other. */
import type { SnapshotName } from '../../../chaos/schemas/index.ts';
import type { RunDraft } from '../run-files.ts';
import { type Draw, drawn, type Kind } from './kind.ts';
import { textOf as textIn } from '../../../systems/commerce/records.ts';
import {
  anOrder,
  book,
  changeFields,
  setField,
  count,
  entriesAt,
  ERRORS,
  isOnShop,
  LATER,
  linesOf,
  ORDERS,
  PAYMENTS,
  recordsAt,
  removeOrder,
  RESERVATIONS,
  SHIPMENTS,
  STOCK,
} from './shop-records.ts';

/** A change to an order of the load that ended in this state. */
function onOrder(
  name: string,
  state: 'COMPLETED' | 'ROLLED_BACK',
  change: (run: RunDraft, correlationId: string, draw: Draw) => unknown,
): Kind {
  return {
    name: `stores: ${name}`,
    apply: (run, draw) => {
      if (!isOnShop(run)) return false;
      const correlationId = anOrder(run, state, draw);
      return correlationId !== undefined && change(run, correlationId, draw) !== false;
    },
  };
}

function onShop(name: string, change: (run: RunDraft, draw: Draw) => unknown): Kind {
  return { name: `stores: ${name}`, apply: (run, draw) => isOnShop(run) && change(run, draw) !== false };
}

const END: readonly SnapshotName[] = ['end'];
const ALL: readonly SnapshotName[] = ['before', ...LATER];

/** Adds cents to an order, to its payment, and to the movements of its money. */
function raise(run: RunDraft, correlationId: string, cents: number, moments: readonly SnapshotName[] = LATER): void {
  const add = (fields: Record<string, unknown>) => {
    fields['amountCents'] = Number(fields['amountCents']) + cents;
  };
  changeFields(run, ORDERS, correlationId, add, moments);
  changeFields(run, PAYMENTS, correlationId, add, moments);
  for (const { fields } of entriesAt(run, correlationId, moments)) add(fields);
}

function setState(run: RunDraft, view: string, correlationId: string, state: string, moments = LATER): void {
  changeFields(
    run,
    view,
    correlationId,
    (fields) => {
      fields['state'] = state;
    },
    moments,
  );
}

/** Replaces the lines of an order and its reservation, and moves the counters with them. */
function replaceLines(
  run: RunDraft,
  correlationId: string,
  change: (lines: { sku: string; quantity: number }[]) => { sku: string; quantity: number }[],
): boolean {
  const [order] = recordsAt(run, ORDERS, correlationId);
  if (order === undefined) return false;
  const was = structuredClone(linesOf(order)) as { sku: string; quantity: number }[];
  const is = change(structuredClone(was));
  for (const view of [ORDERS, RESERVATIONS]) {
    setField(run, view, correlationId, 'lines', structuredClone(is));
  }
  for (const { sku, quantity } of was) count(run, sku, { shipped: -quantity, onHand: quantity });
  for (const { sku, quantity } of is) count(run, sku, { shipped: quantity, onHand: -quantity });
  return true;
}

/** A change to what a rolled-back order's void released. */
function onVoids(name: string, change: (cents: number) => number): Kind {
  return onShop(name, (run, draw) => {
    const voidsOf = (id: string) => entriesAt(run, id).filter(({ fields }) => fields['kind'] === 'VOID');
    const id = anOrder(run, 'ROLLED_BACK', draw, (one) => voidsOf(one).length > 0);
    if (id === undefined) return false;
    for (const { fields } of voidsOf(id)) fields['amountCents'] = change(Number(fields['amountCents']));
    return true;
  });
}

const moneyKinds: readonly Kind[] = [
  onOrder("an order's total, payment and entries raised, against the request", 'COMPLETED', (run, id) => {
    raise(run, id, 100);
  }),
  onOrder('the same, in the last snapshot only', 'COMPLETED', (run, id) => {
    raise(run, id, 100, END);
  }),
  onOrder("an order's total, payment and entries made zero", 'COMPLETED', (run, id) => {
    raise(run, id, -Number(recordsAt(run, ORDERS, id)[0]?.fields['amountCents']));
  }),
  onOrder("an order's total, payment and entries made negative", 'COMPLETED', (run, id) => {
    raise(run, id, -1e6);
  }),
  onOrder("an order's total, payment, entries and request raised", 'COMPLETED', (run, id) => {
    raise(run, id, 100);
    const asked = run.history.find(({ correlationId }) => correlationId === id)?.asked;
    if (typeof asked?.['totalCents'] !== 'number') return false;
    asked['totalCents'] += 100;
    return true;
  }),
  onOrder("a rolled-back order's total raised", 'ROLLED_BACK', (run, id) => {
    changeFields(run, ORDERS, id, (fields) => {
      fields['amountCents'] = Number(fields['amountCents']) + 100;
    });
  }),
  onVoids('a void larger than its authorisation', (cents) => cents * 10),
  onVoids('a void smaller than its authorisation', () => 1),
  onOrder('an authorisation twice, in the last snapshot only', 'COMPLETED', (run, id) => {
    book(run, id, 'AUTHORISE', 500, END);
  }),
  onOrder('an authorisation and a void more', 'COMPLETED', (run, id) => {
    book(run, id, 'AUTHORISE', 500);
    book(run, id, 'VOID', 500);
  }),
  onOrder('a capture and a refund more', 'COMPLETED', (run, id) => {
    book(run, id, 'CAPTURE', 500);
    book(run, id, 'REFUND', 500);
  }),
  onOrder('a capture and a refund more, in the last snapshot only', 'COMPLETED', (run, id) => {
    book(run, id, 'CAPTURE', 500, END);
    book(run, id, 'REFUND', 500, END);
  }),
  onOrder('an unknown kind of money movement', 'COMPLETED', (run, id) => {
    book(run, id, 'GIFT', 500);
  }),
  onOrder('an unknown kind of money movement, in the last snapshot only', 'COMPLETED', (run, id) => {
    book(run, id, 'GIFT', 500, END);
  }),
  onShop('a movement of money without a payment', (run) => {
    book(run, 'nobody', 'AUTHORISE', 500);
  }),
  onOrder('a movement of money under the id of another order', 'COMPLETED', (run, id, draw) => {
    const other = anOrder(run, 'ROLLED_BACK', draw);
    for (const { fields } of entriesAt(run, id))
      if (fields['kind'] === 'CAPTURE') fields['correlationId'] = other ?? '';
    return other !== undefined;
  }),
];

const orderKinds: readonly Kind[] = [
  onOrder('an order with all its records lost, in the last snapshot only', 'COMPLETED', (run, id) => {
    const [order] = recordsAt(run, ORDERS, id);
    if (order === undefined) return false;
    for (const { sku, quantity } of linesOf(order)) count(run, sku, { shipped: -quantity, onHand: quantity }, END);
    removeOrder(run, id, END);
    return true;
  }),
  onOrder('an order with all its records lost in every snapshot', 'COMPLETED', (run, id) => {
    const [order] = recordsAt(run, ORDERS, id);
    if (order === undefined) return false;
    for (const { sku, quantity } of linesOf(order)) count(run, sku, { shipped: -quantity, onHand: quantity });
    removeOrder(run, id);
    return true;
  }),
  onOrder('an order lost in every snapshot, with its request and its hits', 'COMPLETED', (run, id) => {
    const [order] = recordsAt(run, ORDERS, id);
    const operation = run.history.find(({ correlationId }) => correlationId === id);
    const scenario = run.journal.load?.scenarios[operation?.scenario ?? ''];
    if (order === undefined || operation === undefined || scenario === undefined) return false;
    for (const { sku, quantity } of linesOf(order)) count(run, sku, { shipped: -quantity, onHand: quantity });
    removeOrder(run, id);
    run.history.splice(run.history.indexOf(operation), 1);
    run.events.splice(
      0,
      run.events.length,
      ...run.events.filter((event) => !('correlationId' in event) || event.correlationId !== id),
    );
    scenario.started -= 1;
    scenario.planned -= 1;
    return true;
  }),
  onOrder('a second order under an id that nobody sent', 'COMPLETED', (run, id) => {
    copyOrder(run, id, 'an-order-of-its-own');
  }),
  onOrder('a second order under an id of the run that was not sent', 'COMPLETED', (run, id) => {
    copyOrder(run, id, `${run.journal.run}-base_checkout-900`);
  }),
  onOrder('a second order under an id that nobody sent, in the last snapshot only', 'COMPLETED', (run, id) => {
    copyOrder(run, id, 'an-order-of-its-own', END);
  }),
  onOrder('an order and its shipment for the customer of another', 'COMPLETED', (run, id) => {
    const another = (fields: Record<string, unknown>) => {
      fields['customerId'] = fields['customerId'] === 'customer-02' ? 'customer-03' : 'customer-02';
    };
    changeFields(run, ORDERS, id, another);
    changeFields(run, SHIPMENTS, id, another);
  }),
  onOrder("an order for another customer, and its shipment for the request's", 'COMPLETED', (run, id) => {
    setField(run, ORDERS, id, 'customerId', 'customer-zz');
  }),
  onOrder('a shipment to another customer', 'COMPLETED', (run, id) => {
    setField(run, SHIPMENTS, id, 'customerId', 'customer-zz');
  }),
  onOrder('a shipment without a customer', 'COMPLETED', (run, id) => {
    changeFields(run, SHIPMENTS, id, (fields) => {
      delete fields['customerId'];
    });
  }),
  onOrder("an order's last line lost, and its total kept", 'COMPLETED', (run, id) =>
    replaceLines(run, id, (lines) => lines.slice(0, -1)),
  ),
  onOrder('a unit more of a product than was asked for', 'COMPLETED', (run, id) =>
    replaceLines(run, id, ([first, ...others]) =>
      first === undefined ? [] : [{ ...first, quantity: first.quantity + 1 }, ...others],
    ),
  ),
  onOrder('another product than was asked for', 'COMPLETED', (run, id) =>
    replaceLines(run, id, ([first, ...others]) =>
      first === undefined ? [] : [{ ...first, sku: first.sku === 'ord-40' ? 'ord-39' : 'ord-40' }, ...others],
    ),
  ),
  onOrder('a product that does not exist', 'COMPLETED', (run, id) =>
    replaceLines(run, id, ([first, ...others]) => (first === undefined ? [] : [{ ...first, sku: 'zz-99' }, ...others])),
  ),
  onOrder('a negative quantity', 'COMPLETED', (run, id) =>
    replaceLines(run, id, ([first, ...others]) =>
      first === undefined ? [] : [{ ...first, quantity: -first.quantity }, ...others],
    ),
  ),
  onOrder('a line of zero units', 'COMPLETED', (run, id) =>
    replaceLines(run, id, (lines) => [...lines, { sku: 'ord-40', quantity: 0 }]),
  ),
  onOrder('a line twice, and half as many units in each', 'COMPLETED', (run, id) =>
    replaceLines(run, id, ([first, ...others]) =>
      first === undefined
        ? []
        : [{ ...first, quantity: first.quantity / 2 }, { ...first, quantity: first.quantity / 2 }, ...others],
    ),
  ),
  onOrder('an order created before its request was sent', 'COMPLETED', (run, id) => {
    changeFields(run, ORDERS, id, (fields) => {
      fields['createdAt'] = new Date(Date.parse(fields['createdAt'] as string) - 3_600_000).toISOString();
    });
  }),
  onOrder('an order changed before it was created', 'COMPLETED', (run, id) => {
    changeFields(run, ORDERS, id, (fields) => {
      fields['updatedAt'] = new Date(Date.parse(fields['createdAt'] as string) - 60_000).toISOString();
    });
  }),
  onOrder('an order changed in the year 9999', 'COMPLETED', (run, id) => {
    setField(run, ORDERS, id, 'updatedAt', '9999-12-31T23:59:59.999Z');
  }),
  onOrder('a completed order as if it had been rolled back', 'COMPLETED', (run, id) => {
    rollBack(run, id);
  }),
  onOrder('a completed order as if it had been rolled back, and a hit that explains it', 'COMPLETED', (run, id) => {
    rollBack(run, id);
    const [fault] = run.journal.experiment.faults;
    const operation = run.history.find(({ correlationId }) => correlationId === id);
    const began = run.events.findIndex(({ elapsedMs }) => elapsedMs > (operation?.elapsedMs ?? Infinity));
    const next = run.events[began];
    if (fault === undefined || next === undefined) return false;
    const { at, elapsedMs } = next;
    run.events.splice(began, 0, {
      at,
      elapsedMs,
      kind: 'fault.hit',
      faultId: fault.id,
      correlationId: id,
      point: 'before-commit',
      attempt: 1,
    });
    return true;
  }),
  onOrder('a refused order as if it had been completed', 'ROLLED_BACK', (run, id) => {
    setState(run, ORDERS, id, 'COMPLETED');
    setState(run, PAYMENTS, id, 'CAPTURED');
    setState(run, RESERVATIONS, id, 'COMMITTED');
    setState(run, SHIPMENTS, id, 'DISPATCHED');
    const amount = Number(recordsAt(run, ORDERS, id)[0]?.fields['amountCents']);
    const entries = entriesAt(run, id);
    if (entries.length === 0) book(run, id, 'AUTHORISE', amount);
    for (const { fields } of entries) if (fields['kind'] === 'VOID') fields['kind'] = 'CAPTURE';
    if (entries.length === 0) book(run, id, 'CAPTURE', amount);
    const [reservation] = recordsAt(run, RESERVATIONS, id);
    for (const { sku, quantity } of reservation === undefined ? [] : linesOf(reservation)) {
      count(run, sku, { shipped: quantity, onHand: -quantity });
    }
  }),
  onOrder('an order that never reached its end', 'COMPLETED', (run, id) => {
    setState(run, ORDERS, id, 'COMMITTING');
  }),
  onOrder('an order that left its end after the drain', 'COMPLETED', (run, id) => {
    setState(run, ORDERS, id, 'COMMITTING', END);
  }),
  onOrder('a state that no service has', 'COMPLETED', (run, id) => {
    setState(run, PAYMENTS, id, 'PAID');
  }),
  onOrder('two orders that exchanged their payments', 'COMPLETED', (run, id) => {
    const other = run.records('drained', ORDERS).find(({ key, fields }) => {
      const own = recordsAt(run, ORDERS, id)[0]?.fields['amountCents'];
      return key !== id && fields['state'] === 'COMPLETED' && fields['amountCents'] !== own;
    })?.key;
    if (other === undefined) return false;
    for (const moment of LATER) {
      const [one] = recordsAt(run, PAYMENTS, id, [moment]);
      const [two] = recordsAt(run, PAYMENTS, other, [moment]);
      if (one === undefined || two === undefined) return false;
      [one.key, two.key] = [two.key, one.key];
      for (const { fields } of run.records(moment, 'payment.entries')) {
        if (fields['correlationId'] === id) fields['correlationId'] = other;
        else if (fields['correlationId'] === other) fields['correlationId'] = id;
      }
    }
    return true;
  }),
  onOrder('an error filed for a completed order', 'COMPLETED', (run, id) => {
    for (const moment of LATER) {
      run.records(moment, ERRORS).push({
        key: JSON.stringify([id, 'payment#prepare']),
        fields: { correlationId: id, source: 'payment#prepare', filings: 1 },
        version: '1',
        touchedAt: run.header('drained').at,
      });
    }
  }),
  onOrder('the error of a rolled-back order lost', 'ROLLED_BACK', (run, id) => {
    let removed = 0;
    for (const moment of LATER) {
      const records = run.records(moment, ERRORS);
      const others = records.filter(({ fields }) => fields['correlationId'] !== id);
      removed += records.length - others.length;
      records.splice(0, records.length, ...others);
    }
    return removed > 0;
  }),
  onOrder('an error filed six times', 'ROLLED_BACK', (run, id) => {
    const errors = LATER.flatMap((moment) =>
      run.records(moment, ERRORS).filter(({ fields }) => fields['correlationId'] === id),
    );
    for (const { fields } of errors) fields['filings'] = 6;
    return errors.length > 0;
  }),
];

function copyOrder(run: RunDraft, from: string, to: string, moments: readonly SnapshotName[] = LATER): void {
  for (const moment of moments) {
    for (const view of [ORDERS, PAYMENTS, RESERVATIONS, SHIPMENTS]) {
      for (const record of recordsAt(run, view, from, [moment])) {
        run.records(moment, view).push({ ...structuredClone(record), key: to });
      }
    }
  }
  const [first] = moments;
  for (const { fields } of entriesAt(run, from, first === undefined ? [] : [first])) {
    book(run, to, textIn(fields, 'kind'), Number(fields['amountCents']), moments);
  }
  const [order] = recordsAt(run, ORDERS, from, moments);
  for (const { sku, quantity } of order === undefined ? [] : linesOf(order)) {
    count(run, sku, { shipped: quantity, onHand: -quantity }, moments);
  }
}

function rollBack(run: RunDraft, id: string): void {
  setState(run, ORDERS, id, 'ROLLED_BACK');
  setState(run, PAYMENTS, id, 'VOIDED');
  setState(run, RESERVATIONS, id, 'RELEASED');
  setState(run, SHIPMENTS, id, 'CANCELLED');
  for (const { fields } of entriesAt(run, id)) if (fields['kind'] === 'CAPTURE') fields['kind'] = 'VOID';
  const [order] = recordsAt(run, ORDERS, id);
  for (const { sku, quantity } of order === undefined ? [] : linesOf(order)) {
    count(run, sku, { shipped: -quantity, onHand: quantity });
  }
}

const aSku = (run: RunDraft, draw: Draw) => drawn(run.records('end', STOCK), draw)?.key ?? '';

const stockKinds: readonly Kind[] = [
  onShop('a product that vanished from the stock', (run, draw) => {
    const sku = aSku(run, draw);
    for (const moment of LATER) {
      const records = run.records(moment, STOCK);
      records.splice(0, records.length, ...records.filter(({ key }) => key !== sku));
    }
  }),
  onShop('a product that nobody received', (run) => {
    for (const moment of LATER) {
      run
        .records(moment, STOCK)
        .push({ key: 'zz-99', fields: { received: 5, onHand: 5, reserved: 0, shipped: 0 }, version: '1' });
    }
  }),
  onShop('a product that nobody received, sold out', (run) => {
    for (const moment of LATER) {
      run
        .records(moment, STOCK)
        .push({ key: 'zz-99', fields: { received: 0, onHand: 0, reserved: 0, shipped: 0 }, version: '1' });
    }
  }),
  onShop('units received during the run', (run, draw) => count(run, aSku(run, draw), { received: 5, onHand: 5 })),
  onShop('units received during the run, in the last snapshot only', (run, draw) =>
    count(run, aSku(run, draw), { received: 5, onHand: 5 }, END),
  ),
  onShop('more units sold than there were', (run, draw) => {
    const sku = aSku(run, draw);
    const [stock] = recordsAt(run, STOCK, sku, ['drained']);
    const onHand = Number(stock?.fields['onHand']);
    return count(run, sku, { onHand: -onHand - 3, reserved: onHand + 3 });
  }),
  onShop('units reserved that no reservation holds', (run, draw) =>
    count(run, aSku(run, draw), { onHand: -1, reserved: 1 }),
  ),
  onShop('units sold that no reservation holds', (run, draw) =>
    count(run, aSku(run, draw), { onHand: -1, shipped: 1 }),
  ),
  onShop('the version of a stock record lower than before', (run, draw) => {
    for (const record of recordsAt(run, STOCK, aSku(run, draw))) record.version = '0';
  }),
];

/** A change to goods or customers, which no request of the load makes. */
const alike = (name: string, views: readonly string[], field: string, other: unknown, moments = LATER): Kind =>
  onShop(name, (run, draw) => {
    const key = drawn(run.records('end', views[0] ?? ''), draw)?.key ?? '';
    return views.every((view) =>
      changeFields(
        run,
        view,
        key,
        (fields) => {
          fields[field] = typeof other === 'function' ? (other as (value: unknown) => unknown)(fields[field]) : other;
        },
        moments,
      ),
    );
  });

const goodsKinds: readonly Kind[] = [
  alike('a price changed alike in catalog and checkout', ['catalog.products', 'checkout.prices'], 'unitPriceCents', 1),
  alike(
    'a price changed alike in catalog and checkout, in the last snapshot only',
    ['catalog.products', 'checkout.prices'],
    'unitPriceCents',
    1,
    END,
  ),
  alike('a price changed in checkout only', ['checkout.prices'], 'unitPriceCents', 1),
  alike('a price changed in catalog only', ['catalog.products'], 'unitPriceCents', 1),
  alike(
    'a product withdrawn in every service',
    ['catalog.products', 'checkout.prices', 'warehouse.products'],
    'active',
    false,
  ),
  alike(
    'the weight of a product changed in both services',
    ['catalog.products', 'warehouse.products'],
    'weightGrams',
    0,
  ),
  alike("a customer's address changed in both services", ['account.customers', 'shipping.customers'], 'address', {
    withheld: '0000000000000000',
  }),
  alike("a customer's name changed in shipping only", ['shipping.customers'], 'name', { withheld: '0000000000000000' }),
  alike('the versions of a product raised in both services', ['catalog.products', 'checkout.prices'], 'version', 9),
  onShop('a customer who never registered', (run) => {
    for (const moment of LATER) {
      for (const view of ['account.customers', 'shipping.customers']) {
        const [first] = run.records(moment, view);
        if (first !== undefined) run.records(moment, view).push({ ...structuredClone(first), key: 'customer-zz' });
      }
    }
  }),
  onShop('a customer removed from both services', (run) => {
    for (const moment of LATER) {
      for (const view of ['account.customers', 'shipping.customers']) {
        const records = run.records(moment, view);
        records.splice(0, records.length, ...records.filter(({ key }) => key !== 'customer-50'));
      }
    }
  }),
];

/** Fields of orders that had ended before the load, and what contradicts their other records. */
const CONTRADICTIONS: readonly (readonly [view: string, field: string, value: unknown])[] = [
  [SHIPMENTS, 'customerId', 'customer-50'],
  [PAYMENTS, 'amountCents', 1],
  [PAYMENTS, 'method', 'none'],
  [RESERVATIONS, 'lines', [{ sku: 'pre-03', quantity: 9 }]],
  [ORDERS, 'createdAt', '2099-01-01T00:00:00.000Z'],
];

const earlierKinds: readonly Kind[] = [
  onShop('an order from before the load changed alike in drained, drifted and end', (run, draw) => {
    const earlier = drawn(
      run.records('before', ORDERS).filter(({ fields }) => fields['state'] === 'COMPLETED'),
      draw,
    );
    if (earlier === undefined) return false;
    raise(run, earlier.key, 100);
    return true;
  }),
  onShop('an order from before the load lost in drained, drifted and end', (run, draw) => {
    const earlier = drawn(
      run.records('before', ORDERS).filter(({ fields }) => fields['state'] === 'ROLLED_BACK'),
      draw,
    );
    if (earlier === undefined) return false;
    removeOrder(run, earlier.key);
    return true;
  }),
  ...CONTRADICTIONS.map(([view, field, value]) =>
    onShop(`${view} ${field} of an order from before the load, alike in all snapshots`, (run, draw) => {
      const ended = run.records('before', ORDERS).filter(({ fields }) => fields['state'] === 'COMPLETED');
      return setField(run, view, drawn(ended, draw)?.key ?? '', field, value, ALL);
    }),
  ),
  onShop('units received before the load, alike in all snapshots', (run, draw) =>
    count(run, aSku(run, draw), { received: 5, onHand: 5 }, ALL),
  ),
];

/** Every change to the shop's stores that keeps records consistent with each other. */
export const storeKinds: readonly Kind[] = [
  ...moneyKinds,
  ...orderKinds,
  ...stockKinds,
  ...goodsKinds,
  ...earlierKinds,
];
