/** `evenkeel/infra`: CDK constructs for your own stacks. The reference system uses them too. */
export { bundledEntry, type BundledEntryOptions } from './constructs/bundled-entry.ts';
export { ChaosControl, type ChaosControlProps } from './constructs/chaos-control.ts';
export { ArgumentError } from './constructs/props.ts';
export { ScheduledReconciler } from './constructs/scheduled-reconciler.ts';
export { type ScheduledReconcilerProps } from './constructs/scheduled-reconciler-props.ts';
export { type ServiceFunction } from './constructs/service-function.ts';
