/** What can be said about the boot of an assembly from its templates alone. */
import type { Assembly } from './assembly.ts';
import { isCustomResource } from './custom-resources/create.ts';
import { dependenciesOf, findCycle } from './template/dependencies.ts';
import { unsimulatedNames } from './unsimulated.ts';

/**
 * The resource types of the services. A test compares the list with the services themselves.
 *
 * @internal
 */
export const SIMULATED_TYPES: readonly string[] = [
  ...[
    'Account',
    'ApiKey',
    'Authorizer',
    'BasePathMapping',
    'Deployment',
    'DomainName',
    'GatewayResponse',
    'Method',
    'Model',
    'RequestValidator',
    'Resource',
  ].map((name) => `AWS::ApiGateway::${name}`),
  ...['RestApi', 'Stage', 'UsagePlan', 'UsagePlanKey'].map((name) => `AWS::ApiGateway::${name}`),
  ...['Alarm', 'AlarmMuteRule', 'CompositeAlarm', 'Dashboard', 'LogAlarm'].map((name) => `AWS::CloudWatch::${name}`),
  ...['Application', 'DeploymentConfig', 'DeploymentGroup'].map((name) => `AWS::CodeDeploy::${name}`),
  ...['GlobalTable', 'Table'].map((name) => `AWS::DynamoDB::${name}`),
  ...['ManagedPolicy', 'Policy', 'Role', 'RolePolicy'].map((name) => `AWS::IAM::${name}`),
  ...['Alias', 'EventInvokeConfig', 'EventSourceMapping', 'Function', 'Permission', 'Version'].map(
    (name) => `AWS::Lambda::${name}`,
  ),
  ...['LogGroup', 'LogStream', 'MetricFilter'].map((name) => `AWS::Logs::${name}`),
  ...['DBCluster', 'DBClusterParameterGroup', 'DBInstance', 'DBParameterGroup', 'DBSubnetGroup'].map(
    (name) => `AWS::RDS::${name}`,
  ),
  ...['HealthCheck', 'RecordSet'].map((name) => `AWS::Route53::${name}`),
  ...['Queue', 'QueuePolicy'].map((name) => `AWS::SQS::${name}`),
  'AWS::SSM::Parameter',
  ...['Schedule', 'ScheduleGroup'].map((name) => `AWS::Scheduler::${name}`),
  ...['ResourcePolicy', 'Secret', 'SecretTargetAttachment'].map((name) => `AWS::SecretsManager::${name}`),
  'AWS::StepFunctions::StateMachine',
];

/**
 * What keeps an assembly from booting: resource types that are not simulated, parameters without a value, resources that
 * depend on each other. Each is one line.
 *
 * @param ignored types that are left out
 */
export function bootProblems({ stacks }: Pick<Assembly, 'stacks'>, ignored: readonly string[] = []): string[] {
  const known = new Set([...SIMULATED_TYPES, ...unsimulatedNames, ...ignored]);
  return stacks.flatMap(({ name, template }) => {
    const types = Object.entries(template.Resources)
      .filter(([, { Type }]) => !known.has(Type) && !isCustomResource(Type))
      .map(([logicalId, { Type }]) => `${name}/${logicalId}: ${Type} is not simulated; ${wayOut(Type)}`);
    const parameters = Object.entries(template.Parameters)
      .filter(([, { Default }]) => Default === undefined)
      .map(([parameter]) => `${name}: the parameter ${parameter} has no default, and cannot be set here; give it one`);
    const cycle = findCycle(dependenciesOf(template.Resources));
    return [
      ...types,
      ...parameters,
      ...(cycle ? [`${name}: resources depend on each other: ${cycle.join(' -> ')}`] : []),
    ];
  });
}

/** What a user can do about a type that is not simulated. */
const wayOut = (type: string): string =>
  `leave it out of the stage that you boot here, or boot without it: --ignore ${type}`;
