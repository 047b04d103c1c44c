import { withChaos } from '@evenkeel/chaos/injector';
import { checkoutDispatch } from '../../services/checkout/index.ts';
import { orderDispatch } from '../platform/deliveries.ts';
import { tracedUnderFaults } from '../platform/fault-spans.ts';

export const handler = tracedUnderFaults(withChaos(checkoutDispatch(), orderDispatch));
