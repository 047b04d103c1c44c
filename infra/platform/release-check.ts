/**
 * The check of a release before it receives traffic: the stores are level, and the new version answers. It reports to
 * CodeDeploy, which fails the deployment otherwise.
 */
import * as z from 'zod/mini';

/** What CodeDeploy calls a hook with. */
const HookEvent = z.object({ DeploymentId: z.string(), LifecycleEventHookExecutionId: z.string() });

/** The function that a deployment releases. */
interface Release {
  /** Name of the function, without the stage's prefix. */
  readonly functionName: string;
  /** Number of the new version. */
  readonly version: string;
}

export interface Reply {
  /** Whether the function failed instead of replying. */
  readonly failed: boolean;
  readonly payload: string;
}

export interface ReleaseCheckPorts {
  readonly releaseOf: (deploymentId: string) => Promise<Release>;
  readonly reconcile: () => Promise<Reply>;
  /** Invokes one version of a function. */
  readonly invoke: (release: Release, event: object) => Promise<Reply>;
  readonly report: (deploymentId: string, executionId: string, status: 'Succeeded' | 'Failed') => Promise<void>;
  readonly wait: (seconds: number) => Promise<void>;
  /** What a function receives; undefined for one that is not released gradually. */
  readonly trafficOf: (functionName: string) => 'requests' | 'records' | 'messages' | undefined;
}

/** Another run of the reconciler holds the lease for a while; so do the checks of other functions of one deployment. */
const ATTEMPTS = 100;
const WAIT_SECONDS = 3;

/** The outcomes of a reconcile run after which a release may receive traffic. Keys in flight are no drift. */
const LEVEL = ['clean', 'repaired', 'unsettled'];

const ReconcileReply = z.object({ outcome: z.string() });
const ApiReply = z.object({ statusCode: z.number() });

/** A request for a route that no function has: the answer is 404, and nothing is read or written. */
const UNKNOWN_ROUTE = {
  httpMethod: 'GET',
  resource: '/release-check',
  path: '/release-check',
  headers: {},
  pathParameters: null,
  queryStringParameters: null,
  body: null,
  isBase64Encoded: false,
  requestContext: {},
};
const NO_RECORDS = { Records: [] };

/** Creates the handler of a BeforeAllowTraffic hook. It logs what it found, and always reports. */
export function releaseCheck(ports: ReleaseCheckPorts): (event: unknown) => Promise<void> {
  return async (event) => {
    const { DeploymentId, LifecycleEventHookExecutionId } = z.parse(HookEvent, event);
    const problem = await problemOf(DeploymentId, ports).catch((error: unknown) => String(error));
    const level = problem === undefined ? 'INFO' : 'WARN';
    console.info(JSON.stringify({ level, event: 'release.checked', deployment: DeploymentId, problem }));
    await ports.report(DeploymentId, LifecycleEventHookExecutionId, problem === undefined ? 'Succeeded' : 'Failed');
  };
}

async function problemOf(deploymentId: string, ports: ReleaseCheckPorts): Promise<string | undefined> {
  const release = await ports.releaseOf(deploymentId);
  return (await whyNotLevel(ports)) ?? (await whyNotAnswering(release, ports));
}

async function whyNotLevel({ reconcile, wait }: ReleaseCheckPorts): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { failed, payload } = await reconcile();
    if (failed) return `the reconciler failed: ${payload}`;
    const { outcome } = z.parse(ReconcileReply, JSON.parse(payload));
    if (LEVEL.includes(outcome)) return undefined;
    if (outcome !== 'stopped' || attempt === ATTEMPTS)
      return `the stores are not level: the reconcile run ended ${outcome}`;
    await wait(WAIT_SECONDS);
  }
}

async function whyNotAnswering(
  release: Release,
  { invoke, trafficOf }: ReleaseCheckPorts,
): Promise<string | undefined> {
  const traffic = trafficOf(release.functionName);
  if (traffic === undefined) return `${release.functionName} is not released gradually`;
  const { failed, payload } = await invoke(release, traffic === 'requests' ? UNKNOWN_ROUTE : NO_RECORDS);
  if (failed) return `version ${release.version} of ${release.functionName} failed: ${payload}`;
  if (traffic !== 'requests') return undefined;
  const { statusCode } = z.parse(ApiReply, JSON.parse(payload));
  return statusCode < 500 ? undefined : `version ${release.version} of ${release.functionName} answered ${statusCode}`;
}
