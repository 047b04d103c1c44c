import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DatabaseName } from '../catalogue/function-spec.ts';
import { type TableName, tables, tablesOf } from '../catalogue/tables.ts';
import { Network } from '../constructs/network.ts';
import { RECONCILER_ROLE, ServiceDatabases, TRANSACTION_ACTIONS } from '../constructs/service-databases.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { serviceTable } from '../constructs/service-table.ts';
import { globalTable } from '../constructs/global-table.ts';
import { migrationsOf } from '../migrations.ts';
import { isHome } from '../stage.ts';
import { StageStack, type StageStackProps } from './stage-stack.ts';
import { referToTable, storeStreamArn, type TableReference } from './table-reference.ts';

export const DATABASES: readonly DatabaseName[] = ['catalog', 'account', 'payment'];

const MIGRATION_TIMEOUT = Duration.minutes(5);

/** The stores, which outlive deployments of code. */
export class DataStack extends StageStack {
  readonly databases: ServiceDatabases;

  constructor(scope: Construct, props: StageStackProps) {
    super(scope, 'data', props);
    for (const name of tablesOf(this.settings)) this.#table(name);
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
    this.output('ReconcilerSecretArn', this.databases.reconciler.secretArn);
    this.output('PaymentSecretArn', this.databases.secretOf('payment').secretArn);
  }

  table(name: TableName): TableReference {
    return referToTable(this, this.prefix, name);
  }

  /** The table of this name in a region of the stage. */
  tableIn(region: string, name: TableName): TableReference {
    return referToTable(this, this.prefix, name, region);
  }

  #table(name: TableName): void {
    const { partitionKey, sortKey, stream, expires, index, global } = tables[name];
    if (global === true && this.settings.pair !== undefined) {
      // The home region's stack creates the replica of the other region, too.
      if (isHome(this.settings)) this.#globalTable(name, this.settings.pair.region);
      return;
    }
    const { tableStreamArn } = serviceTable(this, `Table-${name}`, {
      tableName: `${this.prefix}${name}`,
      partitionKey,
      sortKey,
      stream,
      expires,
      index,
      ...this.dataRetention,
    });
    if (tableStreamArn !== undefined) storeStreamArn(this, this.prefix, name, tableStreamArn);
  }

  #globalTable(name: TableName, replica: string): void {
    const { partitionKey } = tables[name];
    globalTable(this, `Table-${name}`, {
      tableName: `${this.prefix}${name}`,
      partitionKey,
      replica,
      ...this.dataRetention,
    });
  }

  /** Updates databases, roles and schemas with each deployment, before the functions that need them. */
  #migrate(): void {
    const { cluster, administrator, secrets, reconciler } = this.databases;
    const migrate = new ServiceFunction(this, 'Migrate', {
      functionName: `${this.prefix}platform-migrate`,
      code: this.bundle('platform-migrate'),
      environment: { STAGE: this.settings.name, SERVICE: 'platform' },
      timeout: MIGRATION_TIMEOUT,
      memoryMegabytes: 256,
      ...this.logRetention,
    });
    migrate.allow(TRANSACTION_ACTIONS, [cluster.clusterArn]);
    migrate.allow(
      ['secretsmanager:GetSecretValue'],
      [administrator, reconciler, ...secrets.values()].map((secret) => secret.secretArn),
    );
    const schema = new CustomResource(this, 'Schema', {
      resourceType: 'Custom::SchemaMigration',
      serviceToken: migrate.function.functionArn,
      // Without it, CloudFormation waits an hour for a function that ended without an answer.
      serviceTimeout: MIGRATION_TIMEOUT.plus(Duration.minutes(1)),
      properties: {
        ClusterArn: cluster.clusterArn,
        AdministratorSecretArn: administrator.secretArn,
        Guests: [{ Name: RECONCILER_ROLE, SecretArn: reconciler.secretArn }],
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
