export { transactionsAlarms } from './functions/alarms.ts';
export { transactionsErrors } from './functions/errors.ts';
export { transactionsUndelivered } from './functions/undelivered.ts';
