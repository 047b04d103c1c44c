export { catalogApi } from './functions/api.ts';
export { catalogRelay } from './functions/relay.ts';
