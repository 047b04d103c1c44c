import { withChaos } from '@evenkeel/chaos/injector';
import { checkoutDispatch } from '../../services/checkout/index.ts';
import { orderDispatch } from '../platform/deliveries.ts';

export const handler = withChaos(checkoutDispatch(), orderDispatch);
