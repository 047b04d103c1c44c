/** STS: GetCallerIdentity, which always returns the root user of the account. */
import * as z from 'zod';
import { answerQuery, type AwsService, defineQueryOperation, formatArn, type Site } from '../core/index.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const getCallerIdentity = defineQueryOperation({
  action: 'GetCallerIdentity',
  input: z.object({}),
  run: (_input, { accountId }: Site) => ({
    Arn: formatArn({ service: 'iam', region: '', accountId, resource: 'root' }),
    UserId: accountId,
    Account: accountId,
  }),
});

export const createSts = (site: Site): AwsService => ({
  name: 'sts',
  handle: answerQuery([getCallerIdentity], site, NAMESPACE),
  resourceTypes: [],
  close: () => Promise.resolve(),
});
