/** The shop's journeys, which k6 runs. */
export { browse } from './browse.ts';
export { checkout, no_stock, over_limit } from './checkout.ts';
export { quota } from './quota.ts';
export { reprice } from './reprice.ts';
