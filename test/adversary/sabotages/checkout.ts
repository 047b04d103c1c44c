/** Ways to break checkout and shipping: wrong totals, lost orders, lost updates, and the wrong customer. */
import { mark, type Sabotage } from '../../../chaos/sabotage/index.ts';
import { isOfLoad } from '../../../systems/commerce/sabotages/of-load.ts';

const OPEN = "const { existing } = await ports.store.open(openOrder(request, 'PENDING', ports.clock.now()));";

export const checkoutSabotages: readonly Sabotage[] = [
  {
    name: 'total-computed-with-floats',
    culprit: 'Checkout adds up prices as fractions of a unit, and cuts off what remains below a cent.',
    expectedCheck: 'explained',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/checkout/prices',
        find: 'return { lines: priced, totalCents };',
        replace: `const units = priced.reduce((sum, { quantity, unitPriceCents }) => sum + quantity * (unitPriceCents / 100), 0);
      const rounded = Math.floor(units * 100);
      if (rounded !== totalCents) {
        ${mark('total-computed-with-floats', "rounded + ' instead of ' + totalCents")}
      }
      return { lines: priced, totalCents: rounded };`,
      },
    ],
  },
  {
    name: 'answered-before-stored',
    culprit: 'Checkout accepts an order before it is stored, and loses some of those writes.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/checkout/routes',
        find: OPEN,
        replace: `if (${isOfLoad('correlationId')} && /[37]$/.test(correlationId)) {
        ${mark('answered-before-stored', "'order ' + correlationId")}
        return { status: 202, body: { correlationId }, headers: { 'x-correlation-id': correlationId } };
      }
      ${OPEN}`,
      },
    ],
  },
  {
    name: 'key-per-attempt',
    culprit: 'Checkout adds the attempt to the key of an order, so an order that is sent once is stored twice.',
    expectedCheck: 'sagas-asked-for',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/checkout/routes',
        find: "logSaga(ports.log, 'checkout', correlationId, 'PENDING');",
        replace: `logSaga(ports.log, 'checkout', correlationId, 'PENDING');
      if (${isOfLoad('correlationId')} && /[1-9]5$/.test(correlationId)) {
        ${mark('key-per-attempt', "'order ' + correlationId + ' is stored again'")}
        const second = { ...request, correlationId: correlationId + '002' };
        await ports.store.open(openOrder(second, 'PENDING', ports.clock.now()));
      }`,
      },
    ],
  },
  {
    name: 'version-check-removed',
    culprit: 'Checkout writes an order without checking its version, so a concurrent answer is lost.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'commerce_short',
    overrides: [
      {
        module: 'services/checkout/store',
        find: "const put = await putItem(client, table, next, { expression: '#version = :version',",
        replace: `const isChecked = !(${isOfLoad('order.correlationId')});
      const current = isChecked ? undefined : await getItem(client, table, { correlationId: order.correlationId });
      if (current !== undefined && current.version !== order.version) {
        ${mark('version-check-removed', "'order ' + order.correlationId + ' loses version ' + current.version")}
      }
      const put = await putItem(client, table, next, {
        expression: isChecked ? '#version = :version' : '#version >= :version OR attribute_exists(#version)',`,
      },
    ],
  },
  {
    name: 'line-price-lost',
    culprit: 'Checkout stores the lines of an order with a unit price of zero; its total is right.',
    expectedCheck: 'explained',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/checkout/prices',
        find: 'return { lines: priced, totalCents };',
        replace: `${mark('line-price-lost', "'total ' + totalCents")}
      return { lines: priced.map((line) => ({ ...line, unitPriceCents: 0 })), totalCents };`,
      },
    ],
  },
  {
    name: 'shipment-to-another-customer',
    culprit: 'Shipping sends an order to the customer of the order before it.',
    expectedCheck: 'explained',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/shipping/step',
        find: "const customer = step === 'prepare' && { customerId: command.order.customerId };",
        replace: `const own = step === 'prepare' ? command.order.customerId : undefined;
      const other = globalThis['lastShipped'] ?? own;
      if (own !== undefined) globalThis['lastShipped'] = own;
      const isBroken = other !== own && ${isOfLoad('correlationId')};
      if (own !== undefined && isBroken) {
        ${mark('shipment-to-another-customer', "correlationId + ' of ' + own + ' goes to ' + other")}
      }
      const customer = step === 'prepare' && { customerId: isBroken ? other : own };`,
      },
    ],
  },
];
