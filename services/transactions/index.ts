/** The transaction manager: drives failed sagas to their end, and finds those that were never reported. */
export { transactionsAlarms } from './functions/alarms.ts';
export { transactionsErrors } from './functions/errors.ts';
export { transactionsUndelivered } from './functions/undelivered.ts';
