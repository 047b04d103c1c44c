/** The stores of the system under test, read and written without the services: for evidence, and for drift. */
export { type Items, itemsOf } from './items.ts';
export { takeSnapshot } from './snapshot.ts';
export { sqlOf } from './sql.ts';
export { type Stores, storesOf } from './stores.ts';
export { unfinishedSagas } from './unfinished.ts';
