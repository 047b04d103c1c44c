/**
 * The engines that run as processes of their own: started on record, ended with us however we end, and ended by the
 * next start if even that failed.
 */
export { type Children, openChildren } from './children.ts';
export { identifyProcess, isRunning } from './identity.ts';
export { leash } from './leash.ts';
export { freePort, untilPortAccepts } from './port.ts';
export { DirectoryInUseError, reapStale } from './reap.ts';
