import { transactionsUndelivered } from '../../services/transactions/index.ts';

export const handler = transactionsUndelivered();
