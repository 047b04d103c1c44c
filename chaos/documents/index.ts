/** Experiments and plans as YAML documents. */
export { DocumentError, type Problem } from './problems.ts';
export { parseExperiment, parsePlan } from './read.ts';
export { experimentSchema } from './schema.ts';
export type { Surroundings } from './validation/index.ts';
