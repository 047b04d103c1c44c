import type { SystemDescription } from '../../chaos/index.ts';

export interface Reach {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Where a service of the system answers, and by which credentials: those of the system where it is local; on AWS the
 * SDK's own chain finds both.
 *
 * @param service as `AWS_ENDPOINT_URL_<service>` names it
 */
export function reach({ environment, region }: SystemDescription, service: string): Reach {
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
