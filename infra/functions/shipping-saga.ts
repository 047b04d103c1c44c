import { withFaults } from '@evenkeel/chaos/injector';
import { shippingSaga } from '../../services/shipping/index.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(shippingSaga({ wrapStep: withFaults }));
