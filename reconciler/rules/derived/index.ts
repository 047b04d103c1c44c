export type { RowCondition } from './condition.ts';
export { derived } from './derived.ts';
export type { DerivedOptions } from './options.ts';
