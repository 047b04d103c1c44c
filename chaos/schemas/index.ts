/** The schemas that runner, load, injector, checkers and reports share. */
export * from './alarm-proof.ts';
export * from './muted-alarms.ts';
export * from './control.ts';
export * from './decision.ts';
export * from './evidence/index.ts';
export * from './experiment.ts';
export * from './load.ts';
export * from './machine-limits.ts';
export * from './plan.ts';
export type * from './probe-module.ts';
export * from './pulse.ts';
export * from './scenarios.ts';
export * from './system.ts';
