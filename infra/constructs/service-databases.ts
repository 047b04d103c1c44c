import type { RemovalPolicy } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DatabaseName } from '../catalogue/function-spec.ts';

export interface ServiceDatabasesProps {
  readonly prefix: string;
  readonly vpc: ec2.IVpc;
  readonly databases: readonly DatabaseName[];
  readonly capacity: { readonly min: number; readonly max: number };
  readonly backupDays: number;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  readonly logRetention: logs.RetentionDays;
}

/** The SQL role that the reconciler connects as, in every database. */
export const RECONCILER_ROLE = 'reconciler';

/** One Aurora cluster behind the Data API, with a secret for each service that has a database in it, and for the reconciler. */
export class ServiceDatabases extends Construct {
  readonly cluster: rds.DatabaseCluster;
  readonly administrator: secretsmanager.Secret;
  readonly secrets: ReadonlyMap<DatabaseName, secretsmanager.Secret>;
  /** The secret of the reconciler's role, which may do only what the migrations of the databases grant it. */
  readonly reconciler: secretsmanager.Secret;

  constructor(scope: Construct, id: string, props: ServiceDatabasesProps) {
    super(scope, id);
    const clusterIdentifier = `${props.prefix}cluster`;
    const log = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/rds/cluster/${clusterIdentifier}/postgresql`,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'The database cluster: no inbound and no outbound traffic.',
      allowAllOutbound: false,
    });
    this.administrator = this.#secret('Administrator', `${props.prefix}database-administrator`, 'administrator', props);
    this.cluster = new rds.DatabaseCluster(this, 'Cluster', {
      clusterIdentifier,
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_5 }),
      credentials: rds.Credentials.fromPassword('administrator', this.administrator.secretValueFromJson('password')),
      writer: rds.ClusterInstance.serverlessV2('Writer', { enablePerformanceInsights: false }),
      serverlessV2MinCapacity: props.capacity.min,
      serverlessV2MaxCapacity: props.capacity.max,
      enableDataApi: true,
      vpc: props.vpc,
      vpcSubnets: { subnets: props.vpc.isolatedSubnets },
      securityGroups: [securityGroup],
      port: 5433,
      iamAuthentication: true,
      storageEncrypted: true,
      backup: { retention: Duration.days(props.backupDays) },
      cloudwatchLogsExports: ['postgresql'],
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
    });
    this.cluster.node.addDependency(log);
    // CDK deletes these even if it keeps the cluster, which cannot run without them.
    for (const part of this.cluster.node.findAll()) {
      if (part instanceof rds.CfnDBSubnetGroup || part instanceof rds.CfnDBInstance) {
        part.applyRemovalPolicy(props.removalPolicy);
      }
    }
    this.reconciler = this.#secret('Secret-reconciler', `${props.prefix}reconciler-database`, RECONCILER_ROLE, props);
    this.secrets = new Map(
      props.databases.map((database) => [
        database,
        this.#secret(`Secret-${database}`, `${props.prefix}${database}-database`, database, props),
      ]),
    );
  }

  /** The secret of a service's role. Role and database are named after the service. */
  secretOf(database: DatabaseName): secretsmanager.Secret {
    const secret = this.secrets.get(database);
    if (secret === undefined)
      throw new Error(`database "${database}" is not in the property "databases" of ServiceDatabases; add it there`);
    return secret;
  }

  #secret(id: string, secretName: string, username: string, props: ServiceDatabasesProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, id, {
      secretName,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
      removalPolicy: props.removalPolicy,
    });
  }
}

/** Data API actions: for single statements, and for transactions of several. */
export const STATEMENT_ACTIONS = ['rds-data:ExecuteStatement'];
export const TRANSACTION_ACTIONS = [
  ...STATEMENT_ACTIONS,
  'rds-data:BeginTransaction',
  'rds-data:CommitTransaction',
  'rds-data:RollbackTransaction',
];
