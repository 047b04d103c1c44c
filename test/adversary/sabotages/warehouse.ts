/** Ways to break the warehouse: stock that is released twice, counted wrongly, or reserved for the wrong product. */
import { mark, type Sabotage } from '../../../chaos/sabotage/index.ts';
import { isOfLoad } from '../../../systems/commerce/sabotages/of-load.ts';

const STORE = 'services/warehouse/store';
const STEP = 'services/warehouse/step';
const RELEASE = "release: (reservation, now) => leaveReserved(reservation, 'RELEASED', 'onHand', now)";
const COMMIT = "commit: (reservation, now) => leaveReserved(reservation, 'COMMITTED', 'shipped', now)";
const LINES = 'const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));';

export const warehouseSabotages: readonly Sabotage[] = [
  {
    name: 'released-twice',
    culprit: 'The warehouse returns the stock of a released reservation twice.',
    expectedCheck: 'stock-conserved',
    experiment: 'risk_closed',
    overrides: [
      {
        module: STORE,
        find: RELEASE,
        replace: `release: async (reservation, now) => {
        const released = await leaveReserved(reservation, 'RELEASED', 'onHand', now);
        if (!released || reservation.lines.length === 0) return released;
        ${mark('released-twice', "'release of ' + reservation.correlationId")}
        await transact(
          reservation.lines.map((line) => {
            const { TableName, Key, ExpressionAttributeValues } = counted(tables, line, { from: 'reserved', to: 'onHand' }, now).Update;
            const more = { ':more': ExpressionAttributeValues[':more'] };
            return { Update: { TableName, Key, UpdateExpression: 'ADD onHand :more', ExpressionAttributeValues: more } };
          }),
        );
        return released;
      }`,
      },
    ],
  },
  {
    name: 'commit-returns-stock',
    culprit: 'The warehouse puts the stock of a committed reservation back on hand instead of counting it as shipped.',
    expectedCheck: 'stock-conserved',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: STORE,
        find: COMMIT,
        replace: `commit: (reservation, now) => {
        ${mark('commit-returns-stock', "'commit of ' + reservation.correlationId")}
        return leaveReserved(reservation, 'COMMITTED', 'onHand', now);
      }`,
      },
    ],
  },
  {
    name: 'commit-repeated',
    culprit: 'The warehouse ships the stock of a reservation again when it receives the commit again.',
    expectedCheck: 'stock-conserved',
    experiment: 'delivered_twice',
    overrides: [
      {
        module: STEP,
        find: "if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);",
        replace: `if (command.step === 'commit' && current?.state === 'COMMITTED') {
        ${mark('commit-repeated', "'commit of ' + command.correlationId")}
        await store.commit(current, command.now);
      }
      if (next.kind === 'keep') return answer(next.state, next.refused, current?.reason);`,
      },
      {
        module: STORE,
        find: "ConditionExpression: '#state = :reserved',",
        replace: "ConditionExpression: '#state = :reserved OR attribute_exists(#state)',",
      },
      {
        module: STORE,
        find: "ConditionExpression: '#from >= :more',",
        replace: `ConditionExpression: counters.from === 'reserved' ? 'attribute_exists(#from)' : '#from >= :more',`,
      },
    ],
  },
  {
    name: 'quantity-taken-as-one',
    culprit: 'The warehouse reserves one unit of each line, whatever its quantity.',
    expectedCheck: 'explained',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: STEP,
        find: LINES,
        replace: `const lines = order.lines.map(({ sku, quantity }) => {
        if (quantity > 1) {
          ${mark('quantity-taken-as-one', "quantity + ' of ' + sku + ' for ' + correlationId")}
        }
        return { sku, quantity: 1 };
      });`,
      },
    ],
  },
  {
    name: 'wrong-product-reserved',
    culprit: 'The warehouse reserves the neighbouring product for orders of a single line.',
    expectedCheck: 'explained',
    experiment: 'commerce_short',
    overrides: [
      {
        module: STEP,
        find: LINES,
        replace: `const isBroken = order.lines.length === 1 && order.lines[0].sku.startsWith('ord-') && ${isOfLoad('correlationId')};
      if (isBroken) {
        ${mark('wrong-product-reserved', "correlationId + ' orders ' + order.lines[0].sku")}
      }
      const neighbour = (sku) => (sku === 'ord-01' ? 'ord-02' : 'ord-01');
      const lines = order.lines.map(({ sku, quantity }) => ({ sku: isBroken ? neighbour(sku) : sku, quantity }));`,
      },
    ],
  },
  {
    name: 'short-line-dropped',
    culprit: 'The warehouse drops the lines that are out of stock, and reserves the rest of the order.',
    expectedCheck: 'outcome-as-predicted',
    experiment: 'stock_runs_out',
    overrides: [
      {
        module: STORE,
        find: 'const skus = lines.filter((_line, index) => short[index]).map(({ sku }) => sku);',
        replace: `const rest = lines.filter((_line, index) => !short[index]);
      if (rest.length > 0) {
        ${mark('short-line-dropped', "correlationId + ' keeps ' + rest.length + ' of ' + lines.length + ' lines'")}
        return this.reserve({ correlationId, lines: rest, now });
      }
      const skus = lines.filter((_line, index) => short[index]).map(({ sku }) => sku);`,
      },
    ],
  },
];
