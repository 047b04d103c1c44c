import { accountApi } from '../../services/account/index.ts';

export const handler = accountApi();
