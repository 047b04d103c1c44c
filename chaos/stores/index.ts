/** The stores of the system under test, read and written past every service: for evidence, and for drift. */
export { countUnfinished, type Stores, takeSnapshot } from './snapshot.ts';
export { sqlOf } from './sql.ts';
