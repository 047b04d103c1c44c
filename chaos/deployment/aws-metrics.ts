/**
 * Metrics that AWS's services report by themselves, also for resources that nobody has used yet: CloudWatch lists those
 * only once they have a datapoint. Source: the CloudWatch metrics page of each service's developer guide.
 */

interface ServiceMetrics {
  readonly namespace: string;
  /** The unit of each metric, by its name. */
  readonly units: Readonly<Record<string, string>>;
  /** The sets of dimensions with which they are reported. */
  readonly dimensions: readonly (readonly string[])[];
}

const counts = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'Count']));
const milliseconds = (...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'Milliseconds']));

const SERVICES: readonly ServiceMetrics[] = [
  {
    namespace: 'AWS/Lambda',
    units: {
      ...counts('Invocations', 'Errors', 'Throttles', 'ConcurrentExecutions', 'DeadLetterErrors'),
      ...counts(
        'DestinationDeliveryFailures',
        'AsyncEventsReceived',
        'AsyncEventsDropped',
        'RecursiveInvocationsDropped',
      ),
      ...counts('ProvisionedConcurrencyInvocations', 'ProvisionedConcurrencySpilloverInvocations'),
      ...milliseconds('Duration', 'PostRuntimeExtensionsDuration', 'IteratorAge', 'AsyncEventAge'),
    },
    dimensions: [['FunctionName'], ['FunctionName', 'Resource'], ['FunctionName', 'Resource', 'ExecutedVersion'], []],
  },
  {
    namespace: 'AWS/SQS',
    units: {
      ...counts('ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible'),
      ...counts('ApproximateNumberOfMessagesDelayed', 'NumberOfMessagesSent', 'NumberOfMessagesReceived'),
      ...counts('NumberOfMessagesDeleted', 'NumberOfEmptyReceives'),
      ApproximateAgeOfOldestMessage: 'Seconds',
      SentMessageSize: 'Bytes',
    },
    dimensions: [['QueueName']],
  },
  {
    namespace: 'AWS/SNS',
    units: {
      ...counts('NumberOfMessagesPublished', 'NumberOfNotificationsDelivered', 'NumberOfNotificationsFailed'),
      PublishSize: 'Bytes',
    },
    dimensions: [['TopicName']],
  },
  {
    namespace: 'AWS/DynamoDB',
    units: {
      ...counts('ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'ReadThrottleEvents', 'WriteThrottleEvents'),
      ...counts('ThrottledRequests', 'SystemErrors', 'UserErrors', 'ConditionalCheckFailedRequests'),
      ...milliseconds('SuccessfulRequestLatency', 'ReplicationLatency'),
    },
    dimensions: [
      ['TableName'],
      ['TableName', 'Operation'],
      ['TableName', 'GlobalSecondaryIndexName'],
      ['TableName', 'ReceivingRegion'],
      [],
    ],
  },
  {
    namespace: 'AWS/ApiGateway',
    units: { ...counts('Count', '4XXError', '5XXError'), ...milliseconds('Latency', 'IntegrationLatency') },
    dimensions: [['ApiName'], ['ApiName', 'Stage'], ['ApiId'], ['ApiId', 'Stage']],
  },
  {
    namespace: 'AWS/Scheduler',
    units: counts(
      'InvocationAttemptCount',
      'TargetErrorCount',
      'InvocationDroppedCount',
      'InvocationsSentToDeadLetterCount',
    ),
    dimensions: [['ScheduleGroup'], []],
  },
  {
    namespace: 'AWS/States',
    units: {
      ...counts(
        'ExecutionsStarted',
        'ExecutionsSucceeded',
        'ExecutionsFailed',
        'ExecutionsTimedOut',
        'ExecutionsAborted',
      ),
      ...counts('ExecutionThrottled'),
      ...milliseconds('ExecutionTime'),
    },
    dimensions: [['StateMachineArn']],
  },
];

export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * Why a service does not report this metric.
 *
 * @returns undefined if it does, or `not known here` if the table above does not have its namespace
 */
export function whyNotReported({ namespace, name, dimensions }: MetricIdentity, unit: string | undefined) {
  const service = SERVICES.find((each) => each.namespace === namespace);
  if (service === undefined) return 'CloudWatch has not received it in the last two weeks';
  const own = service.units[name];
  if (own === undefined) return `${namespace} has no metric ${name}`;
  if (unit !== undefined && unit !== own) return `its unit is ${own}, not ${unit}`;
  const given = Object.keys(dimensions);
  const isKnown = service.dimensions.some(
    (names) => names.length === given.length && given.every((each) => names.includes(each)),
  );
  return isKnown ? undefined : `it is not reported with the dimensions ${given.join(', ') || '(none)'}`;
}
