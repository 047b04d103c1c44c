import { withFaults } from '../../chaos/injector/index.ts';
import { warehouseSaga } from '../../services/warehouse/index.ts';

export const handler = warehouseSaga({ wrapStep: withFaults });
