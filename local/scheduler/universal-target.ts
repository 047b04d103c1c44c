/**
 * Universal targets, `arn:aws:scheduler:::aws-sdk:<service>:<action>`: API actions that receive the schedule's input as
 * their request. Member names in the input have the API's own case: `TableName`, not `tableName`.
 */
const UNIVERSAL = /^arn:aws[a-z-]*:scheduler:::aws-sdk:(?<service>[a-z0-9-]+):(?<action>[A-Za-z0-9]+)$/u;

/** Name prefixes of read-only actions, which the Scheduler refuses. */
const READ_ONLY =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/iu;

export interface UniversalTarget {
  readonly service: string;
  readonly action: string;
}

export function parseUniversalTarget(arn: string): UniversalTarget | undefined {
  const { service, action } = UNIVERSAL.exec(arn)?.groups ?? {};
  return service === undefined || action === undefined ? undefined : { service, action };
}

/** The reason why a universal target or its input is invalid, or undefined if both are valid. */
export function whyInvalid({ service, action }: UniversalTarget, input: string | undefined): string | undefined {
  if (READ_ONLY.test(action)) return `the action ${service}:${action} is read-only, so it cannot be a target`;
  return isObject(input) ? undefined : 'the input of a universal target must be a JSON object, the API request';
}

function isObject(text: string | undefined): boolean {
  if (text === undefined) return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
