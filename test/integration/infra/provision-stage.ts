/** Provisions the templates of a stage without engines: what is checked while a system boots, in a moment. */
import { createClock, createCredentials, type FunctionInvoker, type ResourceType } from '../../../local/core/index.ts';
import { createApiGateway } from '../../../local/apigateway/index.ts';
import { createCodeDeploy } from '../../../local/codedeploy/index.ts';
import { createCloudWatch } from '../../../local/cloudwatch/index.ts';
import { createEventSources } from '../../../local/event-source/index.ts';
import { createIam, type Iam, serveIam } from '../../../local/iam/index.ts';
import { createLambda } from '../../../local/lambda/index.ts';
import { createLogs } from '../../../local/logs/index.ts';
import { Answers, createProvisioner, type readAssembly } from '../../../local/provision/index.ts';
import { createScheduler } from '../../../local/scheduler/index.ts';
import { createSecretsManager, Secrets } from '../../../local/secretsmanager/index.ts';
import { createSqs } from '../../../local/sqs/index.ts';
import { localSite } from '../../local-site.ts';

export type Assembly = Awaited<ReturnType<typeof readAssembly>>;

type Properties = Readonly<Record<string, unknown>>;

/** A resource type of an engine, or of a custom resource, that is only named. */
const named = (
  type: string,
  attributes: (name: string) => Readonly<Record<string, string>> = () => ({}),
): ResourceType<Properties> => ({
  type,
  parse: (properties) => properties as Properties,
  create({ TableName, DBClusterIdentifier }, { defaultName }) {
    const given = TableName ?? DBClusterIdentifier;
    const name = typeof given === 'string' ? given : defaultName;
    return Promise.resolve({ ref: name, attributes: attributes(name) });
  },
});

const ENGINES = [
  named('AWS::DynamoDB::Table', (name) => {
    const Arn = `arn:aws:dynamodb:ddblocal:000000000000:table/${name}`;
    return { Arn, StreamArn: `${Arn}/stream/2026-01-01T00:00:00.000` };
  }),
  named('AWS::RDS::DBCluster', (name) => ({
    DBClusterArn: `arn:aws:rds:us-east-1:000000000000:cluster:${name}`,
    'Endpoint.Address': '127.0.0.1',
    'Endpoint.Port': '5432',
  })),
  named('AWS::RDS::DBInstance'),
  named('AWS::RDS::DBSubnetGroup'),
  named('Custom::SchemaMigration'),
  named('Custom::FirstReconcile'),
];

/**
 * Resolves to the account's IAM after the boot; rejects as the boot does. Nothing stays open.
 *
 * @param directory for what the services write
 */
export async function provisionStage(assembly: Assembly, directory: string): Promise<Iam> {
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const credentials = createCredentials();
  const ignore = () => undefined;
  const iam = createIam({ account, credentials, log: ignore, notice: ignore });
  const clock = createClock({ speed: 1, startAt: new Date('2026-01-01T00:00:00Z') });
  const baseUrl = 'http://127.0.0.1:9';
  const site = localSite({ clock, baseUrl, credentials, access: iam.access, directory });

  const invoker: FunctionInvoker = { invoke: () => Promise.reject(new Error('no function runs here')) };
  const cloudwatch = createCloudWatch(site, { invoker });
  const { metrics } = cloudwatch;
  const logs = createLogs(site, { metrics });
  const sqs = createSqs(site, metrics);
  const findNode = () => Promise.resolve({ path: process.execPath, version: process.versions.node });
  const lambda = createLambda(site, { metrics, logs: logs.sink, queues: sqs.sink, environment: {}, findNode });
  const apis = { knows: () => true, call: () => Promise.resolve() };
  const scheduler = createScheduler(site, { invoker, queues: sqs.sink, apis });
  const { executionRole } = lambda;
  const dynamodb = { engineEndpoint: baseUrl };
  const sources = createEventSources(site, { invoker, executionRole, metrics, queues: sqs.sink, dynamodb });
  const secrets = new Secrets();
  const secretsManager = createSecretsManager(site, secrets, () => ({}));
  const { traffic } = lambda;
  const codeDeploy = createCodeDeploy(site, { invoker, traffic, alarmState: cloudwatch.alarmState });
  const services = [
    codeDeploy,
    createApiGateway(site, { invoker, metrics }),
    serveIam(iam, site),
    cloudwatch,
    lambda,
    logs,
    scheduler,
    secretsManager,
    sources,
    sqs,
  ];
  try {
    await createProvisioner({
      site,
      resourceTypes: [...services.flatMap(({ resourceTypes }) => resourceTypes), ...ENGINES],
      invoker,
      answers: new Answers(baseUrl),
      lookUpSecret: (id) => secrets.get(id).value,
      urlsHere: (value) => value,
      shiftTraffic: codeDeploy.shiftTraffic,
      onProgress: ignore,
    }).deploy(assembly);
    return iam;
  } finally {
    for (const service of services) await service.close();
  }
}
