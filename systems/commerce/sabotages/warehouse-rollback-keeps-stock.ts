import { mark, type Sabotage } from '@evenkeel/chaos/sabotage';

const name = 'warehouse-rollback-keeps-stock';

export const warehouseRollbackKeepsStock: Sabotage = {
  name,
  culprit: 'The warehouse releases a reservation, but keeps its stock reserved.',
  expectedCheck: 'stock-conserved',
  experiment: 'commerce_short',
  overrides: [
    {
      module: 'services/warehouse/store',
      find: "release: (reservation, now) => leaveReserved(reservation, 'RELEASED', 'onHand', now)",
      replace: `release: async (reservation, now) => {
        ${mark(name, "'release of ' + reservation.correlationId")}
        return (await transact([moved(tables, reservation.correlationId, 'RELEASED', now)])) === undefined;
      }`,
    },
  ],
};
