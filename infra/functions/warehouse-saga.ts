import { withFaults } from '@evenkeel/chaos/injector';
import { warehouseSaga } from '../../services/warehouse/index.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(warehouseSaga({ wrapStep: withFaults }));
