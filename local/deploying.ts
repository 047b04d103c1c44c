/** Deployments onto the running system: one at a time, asked for and followed over HTTP. */
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

/** The simulator's own endpoint: POST starts a deployment, GET says how far it is. */
export const DEPLOY_PATH = 'deploy';

/**
 * How far a deployment is.
 *
 * @internal
 */
export interface DeployReport {
  readonly status: 'none' | 'running' | 'succeeded' | 'failed';
  /** Resources that were looked at so far, and in all. */
  readonly made: number;
  readonly total: number;
  readonly changes: readonly StackChange[];
  /** Why it failed. */
  readonly message?: string;
}

const order = z.object({ assembly: z.string().min(1) });

/** @param deploy deploys the assembly in a folder, and resolves to what it changed */
export function createDeploying(
  access: Pick<AccessControl, 'identify'>,
  deploy: (assembly: string) => Promise<readonly StackChange[]>,
): {
  readonly answer: (request: AwsRequest) => AwsResponse;
  readonly progressed: (made: number, total: number) => void;
} {
  let report: DeployReport = { status: 'none', made: 0, total: 0, changes: [] };
  const start = (assembly: string): void => {
    report = { status: 'running', made: 0, total: 0, changes: [] };
    deploy(assembly).then(
      (changes) => {
        report = { ...report, status: 'succeeded', changes };
      },
      (error: unknown) => {
        report = { ...report, status: 'failed', message: error instanceof Error ? error.message : String(error) };
      },
    );
  };
  return {
    progressed(made, total) {
      report = { ...report, made, total };
    },
    answer({ method, headers, body }) {
      access.identify(headers);
      if (method === 'POST') {
        const { assembly } = parseInput(order, parseJson(body));
        if (report.status === 'running') {
          throw new AwsError('ResourceInUseException', 'A deployment is under way; wait until it ends.', {
            status: 409,
          });
        }
        start(assembly);
      }
      return jsonReply(200, report);
    },
  };
}
