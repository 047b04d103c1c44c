import { identityOf } from '../code-package.ts';
import type { Alias, LambdaFunction, Target } from '../registry.ts';

/** A version in the shape that the API returns. */
export function describeVersion({ fn, version, qualifier }: Omit<Target, 'invokedArn'>): Record<string, unknown> {
  const { sha256, size } = identityOf(version.directory);
  return {
    FunctionName: fn.name,
    FunctionArn: qualifier === '$LATEST' ? fn.arn : `${fn.arn}:${qualifier}`,
    Version: version.version,
    Runtime: version.runtime,
    Handler: version.handler,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    CodeSha256: sha256,
    CodeSize: size,
    LastModified: new Date(version.modifiedAt).toISOString().replace('Z', '+0000'),
    RevisionId: version.revisionId,
    Environment: { Variables: version.variables },
    LoggingConfig: { LogGroup: version.logGroup, LogFormat: version.logFormat },
    ...(version.deadLetterArn !== undefined && { DeadLetterConfig: { TargetArn: version.deadLetterArn } }),
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** An alias in the shape that the API returns. */
export function describeAlias(fn: LambdaFunction, name: string, alias: Alias): Record<string, unknown> {
  const weights = alias.weights.map(({ version, weight }) => [version, weight] as const);
  return {
    AliasArn: `${fn.arn}:${name}`,
    Name: name,
    FunctionVersion: alias.version,
    Description: alias.description,
    ...(weights.length > 0 && { RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) } }),
    RevisionId: alias.revisionId,
  };
}
