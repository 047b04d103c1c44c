/** A proxy in front of the endpoints of a system, which records every call to AWS by its IAM action and resources. */
import type { IncomingMessage } from 'node:http';
import { recordedRequest, type RecordedRequest } from './recorded-requests.ts';
import { openProxy } from './recording-proxy.ts';

/** What a call needs of IAM. */
export interface RecordedCall {
  readonly action: string;
  /** The part of the resource's ARN that names it, such as `table/shop-dev-orders`; `*` if IAM cannot limit it. */
  readonly resource: string;
}

export interface Recorder {
  /** The environment of a command, with the proxy's endpoints. */
  readonly environment: Readonly<Record<string, string>>;
  /** The distinct calls since the last time, sorted. */
  take(): readonly RecordedCall[];
  /** Every request, as it was sent. */
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

const ENDPOINT = /^AWS_ENDPOINT_URL_(.+)$/;

export async function recordCalls(environment: Readonly<Record<string, string>>): Promise<Recorder> {
  const calls = new Map<string, RecordedCall>();
  const requests: RecordedRequest[] = [];
  const endpoints = new Map(
    Object.entries(environment).flatMap(([name, url]) => {
      const [, service] = ENDPOINT.exec(name) ?? [];
      return service === undefined ? [] : [[service, url.replace(/\/$/, '')] as const];
    }),
  );
  const { url, close } = await openProxy((incoming, body) => {
    const [, service = '', rest = ''] = /^\/([A-Z_]+)(.*)$/.exec(incoming.url ?? '') ?? [];
    requests.push(recordedRequest(incoming, rest, body));
    for (const call of callsOf(service, incoming, rest, body.toString())) {
      calls.set(`${call.action} ${call.resource}`, call);
    }
    return new URL(`${endpoints.get(service) ?? ''}${rest}`);
  });
  const proxied = [...endpoints.keys()].map((service) => [`AWS_ENDPOINT_URL_${service}`, `${url}/${service}`]);
  return {
    environment: { ...environment, ...(Object.fromEntries(proxied) as Record<string, string>) },
    take() {
      const taken = [...calls.entries()].sort(([left], [right]) => left.localeCompare(right)).map(([, call]) => call);
      calls.clear();
      return taken;
    },
    requests,
    close,
  };
}

/** IAM's prefix of a service's actions, by the service's name in the endpoint's variable. */
const PREFIXES: Readonly<Record<string, string>> = {
  API_GATEWAY: 'apigateway',
  CLOUDFORMATION: 'cloudformation',
  CLOUDWATCH: 'cloudwatch',
  CLOUDWATCH_LOGS: 'logs',
  DYNAMODB: 'dynamodb',
  LAMBDA: 'lambda',
  RDS_DATA: 'rds-data',
  SCHEDULER: 'scheduler',
  SECRETS_MANAGER: 'secretsmanager',
  SQS: 'sqs',
  STS: 'sts',
};

function callsOf(service: string, incoming: IncomingMessage, path: string, text: string): RecordedCall[] {
  const prefix = PREFIXES[service] ?? service;
  const operation = operationOf(service, incoming, path, text);
  const body = parsed(text);
  switch (service) {
    case 'DYNAMODB':
      return dynamoDbCalls(operation, body);
    case 'RDS_DATA': {
      const secret = nameIn(String(body['secretArn'])).replace(/^secret:/, '');
      return [
        { action: `rds-data:${operation}`, resource: nameIn(String(body['resourceArn'])) },
        { action: 'secretsmanager:GetSecretValue', resource: `secret:${secret}` },
      ];
    }
    case 'SECRETS_MANAGER':
      return [{ action: `${prefix}:${operation}`, resource: nameIn(String(body['SecretId'])) }];
    case 'LAMBDA':
      return [
        { action: 'lambda:InvokeFunction', resource: `function:${nameIn(functionIn(path)).replace(/^function:/, '')}` },
      ];
    case 'API_GATEWAY':
      return [{ action: `apigateway:${incoming.method ?? ''}`, resource: path.split('?')[0] ?? '' }];
    case 'SCHEDULER':
      return schedulerCalls(operation, path, body);
    case 'CLOUDWATCH_LOGS': {
      const group = body['logGroupName'];
      const isLimited = typeof group === 'string' && !operation.startsWith('Describe');
      return [{ action: `logs:${operation}`, resource: isLimited ? `log-group:${group}` : '*' }];
    }
    case 'SQS':
      return [{ action: `sqs:${operation}`, resource: String(body['QueueUrl']).split('/').at(-1) ?? '' }];
    default:
      return [{ action: `${prefix}:${operation}`, resource: '*' }];
  }
}

function operationOf(service: string, { headers, method }: IncomingMessage, path: string, text: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  const [, rpc] = /\/operation\/(\w+)/.exec(path) ?? [];
  if (rpc !== undefined) return rpc;
  const action = new URLSearchParams(text).get('Action');
  if (action !== null) return action;
  if (service === 'RDS_DATA') return RDS_DATA[path] ?? path;
  if (service === 'SCHEDULER' && /^\/schedules\/?(\?|$)/.test(path)) return 'ListSchedules';
  if (service === 'SCHEDULER') return `${SCHEDULER[method ?? ''] ?? ''}Schedule`;
  return `${method ?? ''} ${path}`;
}

const RDS_DATA: Readonly<Record<string, string>> = {
  '/Execute': 'ExecuteStatement',
  '/BatchExecute': 'BatchExecuteStatement',
  '/BeginTransaction': 'BeginTransaction',
  '/CommitTransaction': 'CommitTransaction',
  '/RollbackTransaction': 'RollbackTransaction',
};

const SCHEDULER: Readonly<Record<string, string>> = { GET: 'Get', POST: 'Create', PUT: 'Update', DELETE: 'Delete' };

type Body = Readonly<Record<string, unknown>>;

/** A transaction needs the action of each of its items. */
function dynamoDbCalls(operation: string, body: Body): RecordedCall[] {
  const items = (body['TransactItems'] ?? []) as readonly Readonly<Record<string, { readonly TableName: string }>>[];
  if (operation === 'TransactWriteItems') {
    return items.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: `dynamodb:${kind}Item`,
        resource: `table/${TableName}`,
      })),
    );
  }
  const batch = Object.keys(body['RequestItems'] ?? {});
  const index = typeof body['IndexName'] === 'string' ? `/index/${body['IndexName']}` : '';
  const tables = batch.length > 0 ? batch : [String(body['TableName'])];
  return tables.map((table) => ({ action: `dynamodb:${operation}`, resource: `table/${table}${index}` }));
}

/** The scheduler assumes the role of a schedule, which its creator must be allowed to pass. */
function schedulerCalls(operation: string, path: string, body: Body): RecordedCall[] {
  if (operation === 'ListSchedules') return [{ action: 'scheduler:ListSchedules', resource: '*' }];
  const name = decodeURIComponent(/^\/schedules\/([^?]+)/.exec(path)?.[1] ?? '');
  const { RoleArn } = (body['Target'] ?? {}) as { readonly RoleArn?: string };
  return [
    { action: `scheduler:${operation}`, resource: `schedule/default/${name}` },
    ...(RoleArn === undefined ? [] : [{ action: 'iam:PassRole', resource: nameIn(RoleArn) }]),
  ];
}

const functionIn = (path: string): string => decodeURIComponent(/\/functions\/([^/]+)/.exec(path)?.[1] ?? '');

/** `arn:aws:service:region:account:kind/name` -> `kind/name`. */
const nameIn = (arn: string): string => (arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn);

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}
