export type { Database } from './execute.ts';
export { type DataApiViewOptions, dataApiView } from './view.ts';
