/** The transaction manager: drives sagas that failed to their end, and finds those that nobody reported. */
export { transactionsAlarms } from './functions/alarms.ts';
export { transactionsErrors } from './functions/errors.ts';
export { transactionsUndelivered } from './functions/undelivered.ts';
