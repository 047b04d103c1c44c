/** Random experiments: many short runs, each with faults that a seed draws within the bounds of a system's definition. */
export { type Combination, combinationsOf, type Reached, reachedBy, unreached } from './coverage.ts';
export { notSwept } from './bounds.ts';
export { randomExperiment } from './random-experiment.ts';
export { shrink, simplerThan, type Trial } from './shrink.ts';
