/**
 * Universal targets: `arn:aws:scheduler:::aws-sdk:<service>:<action>`, an API action with the schedule's input as its
 * request. Names in the input are those of the API, in its own case: `TableName`, not `tableName`.
 */
const UNIVERSAL = /^arn:aws[a-z-]*:scheduler:::aws-sdk:(?<service>[a-z0-9-]+):(?<action>[A-Za-z0-9]+)$/u;

/** Beginnings of the names of actions that only read. The Scheduler refuses them. */
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

/** What is wrong with a universal target and its input, or undefined. */
export function faultOf({ service, action }: UniversalTarget, input: string | undefined): string | undefined {
  if (READ_ONLY.test(action)) return `the action ${service}:${action} is read-only, and no target`;
  return isObject(input) ? undefined : 'the input of a universal target is the JSON object that its API takes';
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
