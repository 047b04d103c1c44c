/** Deployments onto the running system: one at a time, each asked for and followed over HTTP by its id. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import {
  type AccessControl,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonReply,
  parseInput,
  parseJson,
} from './core/index.ts';
import type { StackChange } from './provision/index.ts';

/** The simulator's own endpoint: POST starts a deployment, GET with its `id` says how far it is. */
export const DEPLOY_PATH = 'deploy';

/** Deployments that are remembered, for clients that still ask about theirs. */
const MAX_REMEMBERED = 100;

/**
 * How far a deployment is.
 *
 * @internal
 */
export interface DeployReport {
  readonly id: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Resources that were looked at so far, and in all. */
  readonly made: number;
  readonly total: number;
  readonly changes: readonly StackChange[];
  /** Why it failed. */
  readonly message?: string;
}

const order = z.object({ assembly: z.string().min(1) });

interface Ports {
  readonly access: Pick<AccessControl, 'identify'>;
  /** Why none may start now. */
  readonly refusal: () => Promise<string | undefined>;
  /** Deploys the assembly in a folder, and resolves to what it changed. */
  readonly deploy: (assembly: string) => Promise<readonly StackChange[]>;
}

export function createDeploying({ access, refusal, deploy }: Ports): {
  readonly answer: (request: AwsRequest) => Promise<AwsResponse>;
  /** Of the deployment that runs. */
  readonly progressed: (made: number, total: number) => void;
} {
  const reports = new Map<string, DeployReport>();
  let running: string | undefined;
  const update = (id: string, change: Partial<DeployReport>): DeployReport => {
    const report = { status: 'running' as const, made: 0, total: 0, changes: [], ...reports.get(id), ...change, id };
    reports.set(id, report);
    return report;
  };
  const ended = (id: string, change: Partial<DeployReport>): void => {
    running = undefined;
    update(id, change);
  };
  const start = (assembly: string): DeployReport => {
    const id = randomUUID();
    running = id;
    for (const old of [...reports.keys()].slice(0, 1 - MAX_REMEMBERED)) reports.delete(old);
    deploy(assembly).then(
      (changes) => {
        ended(id, { status: 'succeeded', changes });
      },
      (error: unknown) => {
        ended(id, { status: 'failed', message: error instanceof Error ? error.message : String(error) });
      },
    );
    return update(id, {});
  };
  const refuse = (message: string): never => {
    throw new AwsError('ResourceInUseException', message, { status: 409 });
  };
  const known = (id: string | null): DeployReport => {
    const report = reports.get(id ?? '');
    if (report !== undefined) return report;
    const message =
      id === null
        ? 'Name the deployment with ?id=, as the POST that started it answered.'
        : `There is no deployment ${id}.`;
    throw new AwsError('ResourceNotFoundException', message, { status: 404 });
  };
  return {
    progressed(made, total) {
      if (running !== undefined) update(running, { made, total });
    },
    async answer({ method, url, headers, body }) {
      access.identify(headers);
      if (method !== 'POST') return jsonReply(200, known(url.searchParams.get('id')));
      const { assembly } = parseInput(order, parseJson(body));
      const why = await refusal();
      if (why !== undefined) return refuse(why);
      if (running !== undefined) return refuse('A deployment is under way; wait until it ends.');
      return jsonReply(200, start(assembly));
    },
  };
}
