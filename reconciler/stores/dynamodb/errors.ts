/** Errors of the AWS SDK, identified by name: the user's client may come from another copy of the SDK. */
export const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);

/** The condition of a write was false. */
export const isConditionFailed = (error: unknown): boolean => isNamed(error, 'ConditionalCheckFailedException');

/** How many times the SDK sent the request. */
export function attemptsOf(error: unknown): number {
  const { $metadata = {} } = error as { readonly $metadata?: { readonly attempts?: number } };
  return $metadata.attempts ?? 1;
}

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

/** A transaction holds an item of the write, which has changed nothing. A condition that failed as well would fail again. */
export function isHeldByTransaction(error: unknown): boolean {
  if (isNamed(error, 'TransactionConflictException')) return true;
  if (!isNamed(error, 'TransactionCanceledException')) return false;
  const { CancellationReasons = [] } = error as {
    readonly CancellationReasons?: readonly { readonly Code?: string }[];
  };
  const codes = CancellationReasons.map(({ Code }) => Code);
  return codes.includes('TransactionConflict') && !codes.includes('ConditionalCheckFailed');
}
