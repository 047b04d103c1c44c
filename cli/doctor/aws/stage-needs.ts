import type { Template } from '../../system/template.ts';

/** What a stage's templates ask of an account, beyond its quota of resources. */
export interface StageNeeds {
  /** Concurrent executions that its functions reserve. */
  readonly reserved: number;
  readonly functions: number;
  /** Whether a stage of an API writes logs, for which API Gateway needs the account's role. */
  readonly logsApi: boolean;
  /** Whether the templates create that role themselves. */
  readonly setsGatewayRole: boolean;
}

export function needsOf(templates: readonly Template[]): StageNeeds {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  const functions = ofType('AWS::Lambda::Function');
  const reserved = functions.map(({ Properties }) => Number(Properties?.['ReservedConcurrentExecutions'] ?? 0));
  return {
    reserved: reserved.reduce((sum, each) => sum + each, 0),
    functions: functions.length,
    logsApi: ofType('AWS::ApiGateway::Stage').some(
      ({ Properties = {} }) =>
        'AccessLogSetting' in Properties || /LoggingLevel":"(?!OFF)/.test(JSON.stringify(Properties)),
    ),
    setsGatewayRole: ofType('AWS::ApiGateway::Account').length > 0,
  };
}
