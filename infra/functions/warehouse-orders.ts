import { withFaults } from '../../chaos/injector/index.ts';
import { warehouseOrders } from '../../services/warehouse/index.ts';

export const handler = warehouseOrders({ wrapStep: withFaults });
