/** The stores of the system under test, read and written past every service: for evidence, and for drift. */
export { type Stores, takeSnapshot } from './snapshot.ts';
export { sqlOf } from './sql.ts';
export { unfinishedSagas } from './unfinished.ts';
