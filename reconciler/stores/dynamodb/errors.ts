/** Errors of the AWS SDK, identified by name: the user's client may come from another copy of the SDK. */
export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** A conditional write found something else in the table. */
export const isConditionFailed = (error: unknown): boolean => isNamed(error, 'ConditionalCheckFailedException');

/** The table takes fewer requests than it is sent. */
export const isThrottle = (error: unknown): boolean =>
  isNamed(
    error,
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
  );
