/** STS: says who calls, and opens sessions of roles. */
import { answerQuery, type AwsService, type Site } from '../core/index.ts';
import type { Iam } from '../iam/index.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export const createSts = (site: Site, iam: Iam): AwsService => ({
  name: 'sts',
  handle: answerQuery([getCallerIdentity, assumeRole], { iam, site }, { namespace: NAMESPACE, account: site }),
  resourceTypes: [],
  close: () => Promise.resolve(),
});
