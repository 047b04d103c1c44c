/** The ARN of a task's resource. */

type Pattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

export interface TaskResource {
  /** Such as `lambda:invoke` or `aws-sdk:dynamodb:putItem`; `function` for the ARN of a function. */
  readonly action: string;
  readonly pattern: Pattern;
  /** Precedes the names of its events in an execution's history. */
  readonly events: 'LambdaFunction' | 'Task';
  /** What each of these events says about the resource. */
  readonly details: Readonly<Record<string, string>>;
}

const INTEGRATION = /^arn:aws[\w-]*:states:(?<region>[^:]*):(?<account>[^:]*):(?<rest>.+)$/u;
const PATTERN = /\.(?<pattern>sync:2|sync|waitForTaskToken)$/u;

const isFunctionArn = (resource: string): boolean => /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:/u.test(resource);

export function parseResource(resource: string): TaskResource {
  if (isFunctionArn(resource)) {
    return { action: 'function', pattern: 'requestResponse', events: 'LambdaFunction', details: { resource } };
  }
  const rest = INTEGRATION.exec(resource)?.groups?.['rest'] ?? '';
  const pattern = PATTERN.exec(rest)?.groups?.['pattern'] as Pattern | undefined;
  const action = rest.replace(PATTERN, '');
  const [resourceType = ''] = action.split(/:(?=[^:]*$)/u);
  return {
    action,
    pattern: pattern ?? 'requestResponse',
    events: 'Task',
    details: { resourceType, resource: rest.slice(resourceType.length + 1) },
  };
}
