import * as z from 'zod';
import { formatArn, type ResourceContext, type ResourceType, type Site } from '../../core/index.ts';
import type { Clusters } from '../clusters.ts';
import { Connections } from '../connections.ts';
import type { PostgresEngine } from '../engine/start.ts';
import { Transactions } from '../transactions.ts';
import { createMaster } from './master.ts';

/** Templates may contain booleans as text. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** The properties that have an effect. All others (capacity, backups, networks, encryption) are accepted. */
const clusterProperties = z.looseObject({
  DBClusterIdentifier: z.string().optional(),
  Engine: z.literal('aurora-postgresql', 'only Aurora PostgreSQL is simulated'),
  DatabaseName: z.string().optional(),
  MasterUsername: z.string(),
  MasterUserPassword: z.string('is required: passwords that RDS manages are not simulated'),
  EnableHttpEndpoint: flag.default(false),
});
type ClusterProperties = z.output<typeof clusterProperties>;

const hash = (text: string): string => Buffer.from(text).toString('hex').slice(0, 26).toUpperCase();

/** `AWS::RDS::DBCluster`: a PostgreSQL engine that clients reach through the Data API or its port. */
export function clusterType(
  clusters: Clusters,
  startEngine: () => Promise<PostgresEngine>,
  { region, accountId, log }: Site,
): ResourceType<ClusterProperties> {
  const create = async (properties: ClusterProperties, { defaultName }: ResourceContext) => {
    const identifier = (properties.DBClusterIdentifier ?? defaultName).toLowerCase();
    const arn = formatArn({ service: 'rds', region, accountId, resource: `cluster:${identifier}` });
    const engine = await startEngine();
    const master = { username: properties.MasterUsername, password: properties.MasterUserPassword };
    await createMaster(engine, master, properties.DatabaseName);
    clusters.add({
      identifier,
      arn,
      engine,
      connections: new Connections(engine, log),
      transactions: new Transactions(),
      defaultDatabase: properties.DatabaseName ?? 'postgres',
      dataApi: properties.EnableHttpEndpoint,
    });
    const attributes = {
      DBClusterArn: arn,
      DBClusterResourceId: `cluster-${hash(identifier)}`,
      'Endpoint.Address': engine.host,
      'Endpoint.Port': String(engine.port),
      'ReadEndpoint.Address': engine.host,
    };
    return { ref: identifier, attributes };
  };
  return { type: 'AWS::RDS::DBCluster', parse: (properties) => clusterProperties.parse(properties), create };
}
