import { STSClient } from '@aws-sdk/client-sts';
import { usageFailure } from '../failure.ts';

/**
 * The region of `--target aws`: AWS_REGION, AWS_DEFAULT_REGION, or that of the profile in use.
 *
 * @throws CommandFailure exit 2 if none of them names one
 */
export async function awsRegion(variables: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = [variables['AWS_REGION'], variables['AWS_DEFAULT_REGION']].find(
    (region) => region !== undefined && region !== '',
  );
  if (given !== undefined) return given;
  const client = new STSClient({});
  try {
    return await client.config.region();
  } catch (error) {
    throw usageFailure(
      '--target aws needs a region: set AWS_REGION, or give the profile one with `aws configure set region us-east-1`',
      error,
    );
  } finally {
    client.destroy();
  }
}
