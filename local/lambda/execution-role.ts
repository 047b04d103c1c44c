import { AwsError, type RoleSession, type Site } from '../core/index.ts';
import type { FunctionVersion } from './registry.ts';

const LAMBDA = 'lambda.amazonaws.com';

const refused = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/**
 * The session of a function's execution role; always the same one for a function.
 *
 * @throws AwsError if the role does not trust Lambda
 */
export function executionRole(
  { access }: Pick<Site, 'access'>,
  { functionName, roleArn }: Pick<FunctionVersion, 'functionName' | 'roleArn'>,
): RoleSession {
  const session = access.assume({ roleArn, sessionName: functionName, service: LAMBDA });
  if (!session) throw refused('The role defined for the function cannot be assumed by Lambda.');
  return session;
}

/**
 * Checks, as Lambda does when a function or its destinations are configured, that the role may send what fails.
 *
 * @throws AwsError if it may not
 */
export function demandDelivery({ caller }: RoleSession, arn: string | undefined): void {
  if (arn === undefined) return;
  const isFunction = /^arn:aws[\w-]*:lambda:/u.test(arn);
  const action = isFunction ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
  if (caller.allows({ action, resource: arn })) return;
  const operation = action.split(':')[1] ?? '';
  throw refused(`The function's execution role does not have permissions to call ${operation} on ${arn}`);
}
