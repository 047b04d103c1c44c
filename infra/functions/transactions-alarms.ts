import { transactionsAlarms } from '../../services/transactions/index.ts';

export const handler = transactionsAlarms();
