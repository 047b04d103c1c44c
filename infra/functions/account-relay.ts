import { accountRelay } from '../../services/account/index.ts';

export const handler = accountRelay();
