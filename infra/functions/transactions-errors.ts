import { transactionsErrors } from '../../services/transactions/index.ts';

export const handler = transactionsErrors();
