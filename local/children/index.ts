/**
 * The engines that run as separate processes. Each is recorded when it starts and ends with this process, even if this
 * one is killed; if that fails too, the next start ends it.
 */
export { type Children, openChildren } from './children.ts';
export { identifyProcess, isRunning, type ProcessIdentity, processIdentity } from './identity.ts';
export { parentWatch } from './parent-watch.ts';
export { freePort, untilPortAccepts } from './port.ts';
export { DirectoryInUseError, reapStale } from './reap.ts';
