import { AwsError, type Caller, type Site } from '../core/index.ts';
import type { StateMachine } from './state-machines.ts';

/**
 * The role of a state machine, with which its tasks call other services.
 *
 * @throws AwsError if the role does not trust Step Functions
 */
export function roleOf(
  { access, region }: Pick<Site, 'access' | 'region'>,
  { name, arn, roleArn }: Pick<StateMachine, 'name' | 'arn' | 'roleArn'>,
): Caller {
  for (const service of ['states.amazonaws.com', `states.${region}.amazonaws.com`]) {
    const session = access.assume({ roleArn, sessionName: name, service, sourceArn: arn });
    if (session !== undefined) return session.caller;
  }
  const message = `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role ${roleArn}.`;
  throw new AwsError('AccessDeniedException', message);
}
