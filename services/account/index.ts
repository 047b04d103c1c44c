export { accountApi } from './functions/api.ts';
export { accountRelay } from './functions/relay.ts';
