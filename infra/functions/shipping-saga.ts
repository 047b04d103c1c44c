import { withFaults } from '@evenkeel/chaos/injector';
import { shippingSaga } from '../../services/shipping/index.ts';

export const handler = shippingSaga({ wrapStep: withFaults });
