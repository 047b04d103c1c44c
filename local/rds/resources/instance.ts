import * as z from 'zod';
import { formatArn, type ResourceType, type Site } from '../../core/index.ts';
import type { Clusters } from '../clusters.ts';

const instanceProperties = z.looseObject({
  DBInstanceIdentifier: z.string().optional(),
  DBClusterIdentifier: z.string('is required: instances without a cluster are not simulated'),
});
type InstanceProperties = z.output<typeof instanceProperties>;

/** `AWS::RDS::DBInstance`: another name for its cluster's only engine. */
export function instanceType(clusters: Clusters, { region, accountId }: Site): ResourceType<InstanceProperties> {
  return {
    type: 'AWS::RDS::DBInstance',
    parse: (properties) => instanceProperties.parse(properties),
    create: ({ DBInstanceIdentifier, DBClusterIdentifier }, { logicalId, defaultName }) => {
      const cluster = clusters.find(DBClusterIdentifier);
      if (!cluster) throw new Error(`${logicalId}: there is no cluster ${DBClusterIdentifier}`);
      const identifier = (DBInstanceIdentifier ?? defaultName).toLowerCase();
      const { host, port } = cluster.engine;
      const attributes = {
        DBInstanceArn: formatArn({ service: 'rds', region, accountId, resource: `db:${identifier}` }),
        DbiResourceId: `db-${identifier}`,
        'Endpoint.Address': host,
        'Endpoint.Port': String(port),
      };
      return Promise.resolve({ ref: identifier, attributes });
    },
  };
}
