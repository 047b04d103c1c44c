/**
 * Packages that only some users need. Each is an optional peer dependency, loaded when it is first used, so that the rest of
 * the reconciler works without it. Clients are the user's own; only the commands sent with them come from here.
 */
import { MissingPackageError } from './engine/index.ts';

/**
 * Loads the package once. The file that is imported names what is used of it, so that bundlers can follow it and drop the rest.
 *
 * @internal
 */
export function optionalPackage<Module>(
  user: string,
  name: string,
  load: () => Promise<Module>,
): () => Promise<Module> {
  let loaded: Promise<Module> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw isMissing(error, name) ? new MissingPackageError(user, name, error) : error;
    });
    return loaded;
  };
}

/** Any other failure comes from within the package. */
const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
  error.message.includes(`'${name}'`);

/** For views, and for the tables with lease, ledger and results. */
export const dynamoDbSdk = optionalPackage(
  'A DynamoDB table',
  '@aws-sdk/client-dynamodb',
  () => import('./sdk/dynamodb.ts'),
);

export const rdsDataSdk = optionalPackage('dataApiView', '@aws-sdk/client-rds-data', () => import('./sdk/rds-data.ts'));

export const eventBridgeSdk = optionalPackage(
  'The event bus',
  '@aws-sdk/client-eventbridge',
  () => import('./sdk/eventbridge.ts'),
);

export const powertoolsLogger = optionalPackage(
  'createReconcileHandler',
  '@aws-lambda-powertools/logger',
  () => import('./sdk/powertools.ts'),
);
