/** The SQL of PostgreSQL stores, with named parameters that are all texts. Each store runs it in its own way. */
export { type SqlViewOptions } from './relation.ts';
export { type Statement, type Texts } from './statement.ts';
export type { SqlStore } from './store.ts';
export { sqlView } from './view.ts';
export { assertPinned, PIN } from './session.ts';
