import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SystemDescription, TargetClients } from '../../chaos/index.ts';

/** Clients of the system that was described; on AWS the SDK's own chain finds endpoints and credentials. */
export function createClients(system: SystemDescription): TargetClients {
  const { environment } = system;
  const endpoint = (service: string) => {
    const url = environment[`AWS_ENDPOINT_URL_${service}`];
    return url === undefined ? {} : { endpoint: url };
  };
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const common = {
    region: system.region,
    ...(accessKeyId !== undefined && secretAccessKey !== undefined
      ? { credentials: { accessKeyId, secretAccessKey } }
      : {}),
  };
  return {
    dynamodb: new DynamoDBClient({ ...common, ...endpoint('DYNAMODB') }),
    rdsData: new RDSDataClient({ ...common, ...endpoint('RDS_DATA') }),
    lambda: new LambdaClient({ ...common, ...endpoint('LAMBDA') }),
    cloudwatch: new CloudWatchClient({ ...common, ...endpoint('CLOUDWATCH') }),
    logs: new CloudWatchLogsClient({ ...common, ...endpoint('CLOUDWATCH_LOGS') }),
    scheduler: new SchedulerClient({ ...common, ...endpoint('SCHEDULER') }),
  };
}
