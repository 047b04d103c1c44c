/** AWS on one machine, provisioned from the same templates as the deployed system. */
export { type BootOptions, BootOptionsError, type BootProgress } from './boot-options.ts';
export { boot, type LocalSystem } from './boot.ts';
export { DirectoryInUseError, reapStale } from './children/index.ts';
export { type AlarmState, type AlarmThreshold, evaluateAlarm } from './cloudwatch/alarm.ts';
export type { LinkMode } from './dynamodb/replication/link.ts';
export type { ReplicationReport } from './dynamodb/replication/replicator.ts';
export { bootRegions, type BootRegionsOptions, type LocalRegions } from './regions/index.ts';
export type { FrontReport } from './regions/front.ts';
export type { Clock } from './core/index.ts';
export { DynamoDbEndpointError, EmulatorMissingError, findEmulator, installedEmulator } from './dynamodb/index.ts';
export { parseScheduleExpression } from './scheduler/expression.ts';
export { ResourceFailedError, UnknownResourceTypesError } from './provision/index.ts';
