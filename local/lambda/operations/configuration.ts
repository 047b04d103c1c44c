import type { FunctionVersion, LambdaFunction } from '../registry.ts';

/** A version in the shape that the API returns. */
export const describeVersion = (fn: LambdaFunction, version: FunctionVersion): Record<string, unknown> => ({
  FunctionName: fn.name,
  FunctionArn: version.version === '$LATEST' ? fn.arn : `${fn.arn}:${version.version}`,
  Version: version.version,
  Runtime: version.runtime,
  Handler: version.handler,
  Description: version.description,
  Timeout: version.timeoutSeconds,
  MemorySize: version.memoryMb,
  Environment: { Variables: version.variables },
  LoggingConfig: { LogGroup: version.logGroup, LogFormat: version.logFormat },
  ...(version.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: version.deadLetterArn } }),
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
});
