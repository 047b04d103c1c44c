/** The commerce system's rules, one file each. */
export { commerceFromEnvironment } from './environment.ts';
export type { OwnerFunctions } from './owners.ts';
export { commerceReconciliation, type CommerceSystem } from './reconciliation.ts';
