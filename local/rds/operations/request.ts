import type { PoolClient } from 'pg';
import * as z from 'zod';
import { parseInput, parseJson, type Permission } from '../../core/index.ts';
import type { Cluster, Clusters } from '../clusters.ts';
import { readLogin, type ReadSecret } from '../credentials.ts';

/** What the operations work on. */
export interface DataApi {
  readonly clusters: Clusters;
  readonly readSecret: ReadSecret;
}

/** The parameters that all operations have in common. */
export const target = z.object({
  resourceArn: z.string(),
  secretArn: z.string(),
  database: z
    .string()
    .regex(/^\P{Cc}{1,63}$/u, 'must be 1 to 63 characters, none of them a control character')
    .optional(),
  /** Without effect for PostgreSQL. */
  schema: z.string().optional(),
});
type Target = z.output<typeof target>;

/** What a statement needs: of the cluster, and of the secret, which the Data API reads for its caller. */
export function onCluster(action: string, body: Buffer): readonly Permission[] {
  const { resourceArn, secretArn } = parseInput(target, parseJson(body));
  return [
    { action: `rds-data:${action}`, resource: resourceArn },
    { action: 'secretsmanager:GetSecretValue', resource: secretArn },
  ];
}

/** Looks up the cluster and the credentials of a request. */
export function openTarget({ clusters, readSecret }: DataApi, { resourceArn, secretArn, database }: Target) {
  const cluster: Cluster = clusters.forDataApi(resourceArn);
  return { cluster, login: readLogin(readSecret, secretArn), database: database ?? cluster.defaultDatabase };
}

/** Runs `work` in the transaction that the request names, or on a separate connection if it names none. */
export async function onConnection<Result>(
  api: DataApi,
  request: Target & { readonly transactionId?: string | undefined },
  work: (client: PoolClient, inTransaction: boolean) => Promise<Result>,
): Promise<Result> {
  const { cluster, login, database } = openTarget(api, request);
  if (request.transactionId === undefined) {
    return await cluster.connections.with(database, login, (client) => work(client, false));
  }
  return await cluster.transactions.within(request.transactionId, (client) => work(client, true));
}
