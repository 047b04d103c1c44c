export { replica, type ReplicaOptions } from './replica.ts';
