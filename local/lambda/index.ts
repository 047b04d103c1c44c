/**
 * AWS Lambda. Functions run unmodified in worker threads of a process with their runtime's Node.js: each thread is one
 * execution environment and handles one event at a time. They are invoked over the REST API or in process, synchronously or asynchronously.
 */
import {
  type AliasTraffic,
  type AwsRequest,
  type AwsResponse,
  answerRest,
  type AwsService,
  type FunctionInvoker,
  type RoleSession,
  type ServiceMetrics,
  type Site,
} from '../core/index.ts';
import { aliasNamed, updateAlias } from './aliases.ts';
import { codeContains } from './code-contains.ts';
import { executionRole } from './execution-role.ts';
import { functionMetrics } from './lambda-metrics.ts';
import { Lambda, type LambdaPorts } from './lambda.ts';
import { operations } from './operations/index.ts';
import { resourceTypes } from './resources/index.ts';

export { CODE_PATH } from './code-downloads.ts';
export type { LambdaPorts } from './lambda.ts';

export interface LambdaService extends AwsService, FunctionInvoker {
  /** @param readsStream whether a mapping delivers a stream to the function */
  readonly reports: (readsStream: (functionName: string) => boolean) => ServiceMetrics;
  /** A session of a function's execution role. */
  readonly executionRole: (functionRef: string) => RoleSession;
  /** Whether the code and the variables of one function together contain all of these texts. */
  readonly containsAll: (texts: readonly string[]) => boolean;
  /** For each process of functions, by its name, a call that resolves when it has answered. */
  readonly probes: () => Readonly<Record<string, () => Promise<void>>>;
  /** The processes of functions that ended although nobody asked them to, and how. */
  readonly ended: () => readonly { readonly name: string; readonly how: string }[];
  /** Serves the packages to which GetFunction links. */
  readonly download: (request: AwsRequest) => AwsResponse;
  readonly traffic: AliasTraffic;
}

/** The service named `lambda`, which other services also call in process. */
export function createLambda(site: Site, ports: LambdaPorts): LambdaService {
  const lambda = new Lambda(site, ports);
  const { registry } = lambda;
  return {
    reports: (readsStream) => functionMetrics(registry, readsStream),
    containsAll: (texts) => codeContains(registry, texts),
    probes: () => lambda.probes(),
    ended: () => lambda.ended(),
    name: 'lambda',
    handle: answerRest(operations, lambda, site),
    resourceTypes: resourceTypes(lambda),
    executionRole: (functionRef) => executionRole(site, registry.resolve(functionRef).version),
    invoke: (request) => lambda.invokeAs(request),
    close: () => lambda.close(),
    download: lambda.downloads.answer,
    traffic: {
      versions: (functionName) => [...registry.find(functionName).versions.keys()],
      read(functionName, alias) {
        const { version, weights } = aliasNamed(registry.find(functionName), alias);
        const [other] = weights;
        return { version, ...(other && { other: { version: other.version, weight: other.weight } }) };
      },
      route(functionName, alias, { version, other }) {
        updateAlias(registry.find(functionName), alias, { version, weights: other === undefined ? [] : [other] });
      },
    },
  };
}
