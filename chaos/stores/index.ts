/** The stores of the system under test, read and written without the services: for evidence, and for drift. */
export { takeSnapshot } from './snapshot.ts';
export { type Stores, storesOf } from './stores.ts';
export { unfinishedSagas } from './unfinished.ts';
