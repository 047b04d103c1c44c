/** Errors of the AWS SDK, identified by name: the user's client may come from another copy of the SDK. */
export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** The condition of a write was false. */
export const isConditionFailed = (error: unknown): boolean => isNamed(error, 'ConditionalCheckFailedException');

/** DynamoDB throttled the request. */
export const isThrottle = (error: unknown): boolean =>
  isNamed(
    error,
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
  );
