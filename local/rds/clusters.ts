import { AwsError } from '../core/index.ts';
import type { Connections } from './connections.ts';
import type { PostgresEngine } from './engine/start.ts';
import type { Transactions } from './transactions.ts';

export interface Cluster {
  readonly identifier: string;
  readonly arn: string;
  readonly engine: PostgresEngine;
  readonly connections: Connections;
  readonly transactions: Transactions;
  /** The database for statements that do not name one. */
  readonly defaultDatabase: string;
  /** Whether the Data API is enabled (`EnableHttpEndpoint`). */
  readonly dataApi: boolean;
}

/** The database clusters, each with its own engine. */
export class Clusters {
  readonly #byIdentifier = new Map<string, Cluster>();

  add(cluster: Cluster): void {
    this.#byIdentifier.set(cluster.identifier, cluster);
  }

  all(): readonly Cluster[] {
    return [...this.#byIdentifier.values()];
  }

  /** Finds a cluster by its identifier or ARN. */
  find(reference: string): Cluster | undefined {
    return this.#byIdentifier.get(reference.split(':').at(-1) ?? '');
  }

  /**
   * The cluster of a Data API request.
   *
   * @throws AwsError if there is no such cluster, or the Data API is not enabled for it
   */
  forDataApi(arn: string): Cluster {
    const cluster = this.find(arn);
    if (!cluster) {
      throw new AwsError('DatabaseNotFoundException', `Database cluster ${arn} is not found.`, { status: 404 });
    }
    if (!cluster.dataApi) {
      const message = `HttpEndpoint is not enabled for cluster ${cluster.identifier}: set EnableHttpEndpoint.`;
      throw new AwsError('HttpEndpointNotEnabledException', message);
    }
    return cluster;
  }
}
