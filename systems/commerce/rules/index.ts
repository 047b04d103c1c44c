/** The commerce system's rules, one file each. */
export { commerceFromEnvironment } from './environment.ts';
export { commerceReconciliation } from './reconciliation.ts';
