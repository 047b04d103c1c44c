/** RDS: Aurora PostgreSQL clusters on an embedded PostgreSQL, and the RDS Data API. */
import type { Children } from '../children/index.ts';
import { answerRest, type AwsService, type Site } from '../core/index.ts';
import { Clusters } from './clusters.ts';
import type { ReadSecret } from './credentials.ts';
import { askForConnection } from './engine/probe.ts';
import { ENGINE, type PostgresEngine, startPostgres } from './engine/start.ts';
import { operations } from './operations/index.ts';
import { clusterType } from './resources/cluster.ts';
import { groupTypes } from './resources/groups.ts';
import { instanceType } from './resources/instance.ts';

export interface RdsService extends AwsService {
  /** Resolves when each engine has accepted a connection; by their common name, and empty without clusters. */
  readonly probes: () => Readonly<Record<string, () => Promise<void>>>;
  /** The connection details of a cluster, in the shape that a secret attached to it contains. */
  readonly describeCluster: (identifier: string) => Readonly<Record<string, string | number>>;
}

/**
 * Creates the service. If a cluster is expected, it starts an engine at once, so that it is ready when the template needs
 * it; an app without clusters runs no PostgreSQL.
 */
export function createRds(
  site: Site,
  children: Children,
  readSecret: ReadSecret,
  { expectsCluster }: { readonly expectsCluster: boolean },
): RdsService {
  const clusters = new Clusters();
  const engines: Promise<PostgresEngine>[] = [];
  const startEngine = (): Promise<PostgresEngine> => {
    const engine = startPostgres(children, site.directory);
    engine.catch(() => undefined);
    engines.push(engine);
    return engine;
  };
  let spare: Promise<PostgresEngine> | undefined = expectsCluster ? startEngine() : undefined;
  const takeEngine = (): Promise<PostgresEngine> => {
    const engine = spare ?? startEngine();
    spare = undefined;
    return engine;
  };
  return {
    name: 'rds_data',
    handle: answerRest(operations, { clusters, readSecret }, site),
    resourceTypes: [clusterType(clusters, takeEngine, site), instanceType(clusters, site), ...groupTypes],
    probes() {
      const running = clusters.all();
      if (running.length === 0) return {};
      return {
        [ENGINE]: async () => {
          for (const { engine } of running) await askForConnection(engine);
        },
      };
    },
    describeCluster(identifier) {
      const cluster = clusters.find(identifier);
      if (!cluster) throw new Error(`There is no database cluster ${identifier}.`);
      const { engine, defaultDatabase } = cluster;
      const place = {
        dbClusterIdentifier: cluster.identifier,
        engine: 'postgres',
        host: engine.host,
        port: engine.port,
      };
      return { ...place, dbname: defaultDatabase };
    },
    async close() {
      for (const { transactions, connections } of clusters.all()) {
        await transactions.close();
        await connections.close();
      }
      const started = await Promise.allSettled(engines);
      await Promise.all(
        started.map(async (engine) => {
          if (engine.status === 'fulfilled') await engine.value.end();
        }),
      );
    },
  };
}
