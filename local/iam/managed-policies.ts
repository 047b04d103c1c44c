/**
 * AWS's own managed policies, as far as functions and schedules use them. Their content changes rarely; a policy that is
 * missing here is named when the system starts.
 */
const policy = (...statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements });
const allow = (actions: readonly string[], resources: string | readonly string[] = '*'): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});
const actions = (service: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);

const WRITE_LOGS = allow(actions('logs', 'CreateLogGroup', 'CreateLogStream', 'PutLogEvents'));
const READ_STREAMS = allow(actions('dynamodb', 'DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'));

const WRITE_TRACES = allow(
  actions(
    'xray',
    'PutTraceSegments',
    'PutTelemetryRecords',
    'GetSamplingRules',
    'GetSamplingTargets',
    'GetSamplingStatisticSummaries',
  ),
);

const DOCUMENTS: Readonly<Record<string, object>> = {
  AdministratorAccess: policy(allow(['*'])),
  AmazonDynamoDBFullAccess: policy(allow(['dynamodb:*'])),
  AmazonSQSFullAccess: policy(allow(['sqs:*'])),
  AmazonSQSReadOnlyAccess: policy(
    allow(actions('sqs', 'GetQueueAttributes', 'GetQueueUrl', 'ListDeadLetterSourceQueues', 'ListQueues')),
  ),
  AmazonRDSDataFullAccess: policy(
    allow(
      actions('secretsmanager', 'GetSecretValue', 'PutResourcePolicy', 'PutSecretValue', 'DeleteSecret'),
      'arn:aws:secretsmanager:*:*:secret:rds-db-credentials/*',
    ),
    allow([
      ...actions(
        'rds-data',
        'BatchExecuteStatement',
        'BeginTransaction',
        'CommitTransaction',
        'ExecuteStatement',
        'RollbackTransaction',
      ),
    ]),
  ),
  AWSXRayDaemonWriteAccess: policy(WRITE_TRACES),
  AWSXrayWriteOnlyAccess: policy(WRITE_TRACES),
  CloudWatchLambdaInsightsExecutionRolePolicy: policy(
    allow(['logs:CreateLogGroup']),
    allow(actions('logs', 'CreateLogStream', 'PutLogEvents'), 'arn:aws:logs:*:*:log-group:/aws/lambda-insights:*'),
  ),
  'service-role/AWSLambdaBasicExecutionRole': policy(WRITE_LOGS),
  'service-role/AWSLambdaDynamoDBExecutionRole': policy(READ_STREAMS, WRITE_LOGS),
  'service-role/AWSLambdaSQSQueueExecutionRole': policy(
    allow(actions('sqs', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes')),
    WRITE_LOGS,
  ),
  'service-role/AWSLambdaVPCAccessExecutionRole': policy(
    WRITE_LOGS,
    allow(
      actions(
        'ec2',
        'CreateNetworkInterface',
        'DescribeNetworkInterfaces',
        'DescribeSubnets',
        'DeleteNetworkInterface',
        'AssignPrivateIpAddresses',
        'UnassignPrivateIpAddresses',
      ),
    ),
  ),
  'service-role/AWSLambdaRole': policy(allow(['lambda:InvokeFunction'])),
  'AWSLambdaInvocation-DynamoDB': policy(allow(['lambda:InvokeFunction']), READ_STREAMS),
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': policy(
    allow(
      actions(
        'logs',
        'CreateLogGroup',
        'CreateLogStream',
        'DescribeLogGroups',
        'DescribeLogStreams',
        'PutLogEvents',
        'GetLogEvents',
        'FilterLogEvents',
      ),
    ),
  ),
};

/** The documents by ARN. */
export const MANAGED_POLICIES: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(DOCUMENTS).map(([name, document]) => [`arn:aws:iam::aws:policy/${name}`, document]),
);
