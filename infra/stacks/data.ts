import { type App, CustomResource, Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { DatabaseName } from '../catalogue/function-spec.ts';
import { type TableName, tableNames, tables } from '../catalogue/tables.ts';
import { Network } from '../constructs/network.ts';
import { TRANSACTION_ACTIONS, ServiceDatabases } from '../constructs/service-databases.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { serviceTable } from '../constructs/service-table.ts';
import { migrationsOf } from '../migrations.ts';
import { StageStack, type StageStackProps } from './stage-stack.ts';

export const DATABASES: readonly DatabaseName[] = ['catalog', 'account', 'payment'];

/** The stores, which outlive deployments of code. */
export class DataStack extends StageStack {
  readonly databases: ServiceDatabases;
  readonly #tables: ReadonlyMap<TableName, dynamodb.Table>;

  constructor(app: App, props: StageStackProps) {
    super(app, 'data', props);
    this.#tables = new Map(tableNames.map((name) => [name, this.#table(name)]));
    const network = new Network(this, 'Network', {
      prefix: this.prefix,
      availabilityZones: this.settings.availabilityZones,
      ...this.logRetention,
    });
    this.databases = new ServiceDatabases(this, 'Databases', {
      prefix: this.prefix,
      vpc: network.vpc,
      databases: DATABASES,
      capacity: this.settings.databaseCapacity,
      backupDays: this.settings.databaseBackupDays,
      ...this.logRetention,
      ...this.dataRetention,
    });
    this.#migrate();
    this.output('ClusterArn', this.databases.cluster.clusterArn);
    this.output('ClusterSecretArn', this.databases.administrator.secretArn);
  }

  table(name: TableName): dynamodb.Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`table "${name}" is not in infra/catalogue/tables.ts`);
    return table;
  }

  #table(name: TableName): dynamodb.Table {
    const { partitionKey, sortKey, stream, expires } = tables[name];
    return serviceTable(this, `Table-${name}`, {
      tableName: `${this.prefix}${name}`,
      partitionKey,
      sortKey,
      stream,
      expires,
      ...this.dataRetention,
    });
  }

  /** Updates databases, roles and schemas with each deployment, before the functions that need them. */
  #migrate(): void {
    const { cluster, administrator, secrets } = this.databases;
    const migrate = new ServiceFunction(this, 'Migrate', {
      functionName: `${this.prefix}platform-migrate`,
      code: this.bundle('platform-migrate'),
      environment: { STAGE: this.settings.name, SERVICE: 'platform' },
      timeout: Duration.minutes(5),
      memoryMegabytes: 256,
      ...this.logRetention,
    });
    migrate.allow(TRANSACTION_ACTIONS, [cluster.clusterArn]);
    migrate.allow(
      ['secretsmanager:GetSecretValue'],
      [administrator, ...secrets.values()].map((secret) => secret.secretArn),
    );
    const schema = new CustomResource(this, 'Schema', {
      resourceType: 'Custom::SchemaMigration',
      serviceToken: migrate.function.functionArn,
      properties: {
        ClusterArn: cluster.clusterArn,
        AdministratorSecretArn: administrator.secretArn,
        Databases: DATABASES.map((name) => ({
          Name: name,
          SecretArn: this.databases.secretOf(name).secretArn,
          Migrations: migrationsOf(name).map((migration) => ({ Name: migration.name, Sql: migration.sql })),
        })),
      },
    });
    schema.node.addDependency(cluster, migrate);
  }
}
