/** Health checks of Route 53, and the requests that they send to a stage that nobody else uses. */
import { functionOf, gigabytesOf, isTraced, ofType, referencesIn, type Resources, variablesOf } from './resources.ts';
import { HOURS_A_MONTH } from './runs-a-month.ts';

/** Locations from which Route 53 asks, each by itself. */
const LOCATIONS = 15;
/** Route 53's default for the seconds between two checks of one location. A shorter time is a feature of its own. */
const USUAL_SECONDS = 30;
/** Seconds for which an answer keeps a warm function busy: it reads and writes an item. */
const ANSWER_SECONDS = 0.02;
/** X-Ray traces the first request of each second, and this share of the others. */
const SAMPLED_SHARE = 0.05;

export interface HealthCheckLoad {
  readonly checks: number;
  /** What they do beyond asking over HTTP every thirty seconds: HTTPS, search of a text, a shorter time, latencies. */
  readonly features: number;
  /** Requests a month that reach functions through an API of the same templates. */
  readonly requests: number;
  readonly gigabyteSeconds: number;
  readonly traced: number;
  /** Those of them that write an item. */
  readonly heartbeats: number;
}

interface Config {
  readonly Type?: string;
  readonly RequestInterval?: number;
  readonly MeasureLatency?: boolean;
  readonly ResourcePath?: unknown;
  readonly FullyQualifiedDomainName?: unknown;
}

export function healthCheckLoad(resources: Resources): HealthCheckLoad {
  const configs = ofType(resources, 'AWS::Route53::HealthCheck').map(
    ({ Properties }) => (Properties?.['HealthCheckConfig'] ?? {}) as Config,
  );
  const answered = configs.flatMap((config) => answeredBy(config, resources));
  const sum = (of: (each: Answered) => number): number => answered.reduce((total, each) => total + of(each), 0);
  return {
    checks: configs.length,
    features: configs.reduce((total, config) => total + featuresOf(config), 0),
    requests: sum(({ requests }) => requests),
    gigabyteSeconds: sum(({ requests, gigabytes }) => requests * gigabytes * ANSWER_SECONDS),
    traced: sum(({ requests, traced }) => (traced ? sampledOf(requests) : 0)),
    heartbeats: sum(({ requests, beats }) => (beats ? requests : 0)),
  };
}

const featuresOf = ({ Type = '', RequestInterval = USUAL_SECONDS, MeasureLatency = false }: Config): number =>
  [Type.startsWith('HTTPS'), Type.endsWith('STR_MATCH'), RequestInterval < USUAL_SECONDS, MeasureLatency].filter(
    Boolean,
  ).length;

interface Answered {
  readonly requests: number;
  readonly gigabytes: number;
  readonly traced: boolean;
  readonly beats: boolean;
}

function answeredBy(config: Config, resources: Resources): readonly Answered[] {
  const { ResourcePath: path, RequestInterval: seconds = USUAL_SECONDS, FullyQualifiedDomainName: name } = config;
  const byId = new Map(resources);
  const isOwn = referencesIn(name).some((id) => byId.get(id)?.Type === 'AWS::ApiGateway::RestApi');
  if (!isOwn) return [];
  const fn = functionAt(lastPart(path), resources);
  return [
    {
      requests: (LOCATIONS * HOURS_A_MONTH * 3600) / seconds,
      gigabytes: gigabytesOf(fn),
      traced: isTraced(fn),
      beats: 'HEARTBEATS_TABLE' in variablesOf(fn),
    },
  ];
}

/** The last part of a path, which may be joined from several texts. */
const lastPart = (path: unknown): string | undefined =>
  [...JSON.stringify(path ?? '').matchAll(/"([^"]*)"/g)].at(-1)?.[1]?.split('/').at(-1);

/** The function that answers GET requests for a path of this last part. */
function functionAt(part: string | undefined, resources: Resources) {
  const ids = resources.filter(
    ([, { Type, Properties }]) => Type === 'AWS::ApiGateway::Resource' && Properties?.['PathPart'] === part,
  );
  const method = ofType(resources, 'AWS::ApiGateway::Method').find(
    ({ Properties }) =>
      Properties?.['HttpMethod'] === 'GET' &&
      referencesIn(Properties['ResourceId']).some((id) => ids.some(([resource]) => resource === id)),
  );
  const integration = method?.Properties?.['Integration'];
  const name = /:function:([\w-]+)/.exec(JSON.stringify(integration ?? null))?.[1];
  return (
    functionOf(integration, resources) ??
    ofType(resources, 'AWS::Lambda::Function').find(({ Properties }) => Properties?.['FunctionName'] === name)
  );
}

/** How many of the requests of a month X-Ray traces, if they are spread evenly. */
function sampledOf(requests: number): number {
  const seconds = HOURS_A_MONTH * 3600;
  const first = Math.min(requests, seconds);
  return first + SAMPLED_SHARE * (requests - first);
}
