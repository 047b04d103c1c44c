import { withFaults } from '@evenkeel/chaos/injector';
import { warehouseSaga } from '../../services/warehouse/index.ts';

export const handler = warehouseSaga({ wrapStep: withFaults });
