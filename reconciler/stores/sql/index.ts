/** The SQL of PostgreSQL stores, with named parameters that are all texts; how it is run is the store's own. */
export { type SqlViewOptions } from './relation.ts';
export { type Statement, type Texts } from './statement.ts';
export type { SqlStore } from './store.ts';
export { sqlView } from './view.ts';
export { assertPinned, PIN } from './session.ts';
