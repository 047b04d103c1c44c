import * as z from 'zod';
import { AccessDeniedError, type Caller, defineQueryOperation, type Permission, type Site } from '../core/index.ts';
import { documentOf, type Iam } from '../iam/index.ts';

/** The limit of AWS for the text of a session policy. */
const MAX_POLICY_LENGTH = 2048;

const input = z.object({
  RoleArn: z.string(),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/u),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
  /** Limits the session further than the role's policies do. */
  Policy: z.string().max(MAX_POLICY_LENGTH).optional(),
});

/**
 * Who may assume a role, is up to its trust policy. The credentials do not expire here. Unlike on AWS, the account's root
 * user may assume roles, because a system on this machine has no other user.
 */
export const assumeRole = defineQueryOperation({
  action: 'AssumeRole',
  input,
  permissions: (): readonly Permission[] => [],
  run({ RoleArn, RoleSessionName, DurationSeconds, Policy }, { iam, site }: { iam: Iam; site: Site }, caller) {
    const role = trusting(RoleArn, caller, iam, site);
    const policy = Policy === undefined ? undefined : iam.identities.parse(documentOf(Policy), RoleSessionName);
    const { credentials, caller: session } = iam.access.open(role, RoleSessionName, policy);
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(site.clock.now() + DurationSeconds * 1000).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    };
  },
});

/** @throws AccessDeniedError unless the role's trust policy names the caller, or the account and the caller may assume it */
function trusting(roleArn: string, caller: Caller, { identities, judge }: Iam, { accountId }: Site) {
  const role = identities.find(roleArn);
  const account = { kind: 'account', accountId } as const;
  const principal = judge.subjectOf(caller)?.principal ?? account;
  if (role && judge.trusts(role, principal)) return role;
  if (role && judge.trusts(role, account)) {
    caller.demand([{ action: 'sts:AssumeRole', resource: roleArn }]);
    return role;
  }
  throw new AccessDeniedError(
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
}
