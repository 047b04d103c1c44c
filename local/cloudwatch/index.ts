/** CloudWatch: metrics by namespace, name and dimensions; alarms over them, evaluated in virtual time; Lambda actions. */
export type { BlindAlarm } from './blind-alarms.ts';
export { type CloudWatch, createCloudWatch } from './cloudwatch.ts';
