import { withFaults } from '../../chaos/injector/index.ts';
import { shippingSaga } from '../../services/shipping/index.ts';

export const handler = shippingSaga({ wrapStep: withFaults });
