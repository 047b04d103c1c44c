/** The deployed alarms, mute rules, metric filters, schedules and dashboards, compared with what the unmodified template says. */
export { blindOnAws } from './blind-on-aws.ts';
export { readMutedAlarms } from './mute-rules.ts';
export { compareDeployment, designedAlarms } from './compare.ts';
export { type ResourceKind, resourceKinds } from './kinds/index.ts';
export type { Design, DesignedPart, PartKind } from './part.ts';
export { readDeployment } from './read.ts';
