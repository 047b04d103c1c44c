import type { ClientConfiguration } from '@evenkeel/chaos';
import type { SystemDescription } from '@evenkeel/chaos/schemas';

/**
 * The client configuration for a service of the system. A local system defines endpoints and credentials; on AWS, the
 * SDK's defaults apply.
 *
 * @param service its name in `AWS_ENDPOINT_URL_<service>`
 */
export function reach(
  { environment, region }: Pick<SystemDescription, 'environment' | 'region'>,
  service: string,
): ClientConfiguration {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`];
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId !== undefined && secretAccessKey !== undefined
      ? { credentials: { accessKeyId, secretAccessKey } }
      : {}),
  };
}
