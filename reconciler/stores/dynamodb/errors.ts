/** Errors of the AWS SDK, told apart by their names: the user's client may come from another copy of the SDK. */
export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

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
