import * as z from 'zod';
import { defineQueryOperation, type Permission, type Site } from '../core/index.ts';

/** IAM asks for no permission. */
export const getCallerIdentity = defineQueryOperation({
  action: 'GetCallerIdentity',
  input: z.object({}),
  permissions: (): readonly Permission[] => [],
  run: (_input, { site }: { readonly site: Site }, { arn, userId }) => ({
    Arn: arn,
    UserId: userId,
    Account: site.accountId,
  }),
});
