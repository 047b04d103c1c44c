import { describeAws } from '../../../cli/system/describe-aws.ts';
import { connectionTo } from '../../../cli/system/connection.ts';
import { type Api, apiOf } from '../../../systems/commerce/api.ts';
import { REGION, type SecondOpinion } from './server.ts';

/**
 * The API of the stage `dev`, found as the command finds it. Its name resolves only on AWS, so MiniStack's own address of the
 * API takes its place.
 */
export async function shopApi({ environment }: SecondOpinion, signal: AbortSignal): Promise<Api> {
  const place = { stage: 'dev', prefix: 'evenkeel-dev-', region: REGION, target: 'aws', environment } as const;
  const system = await describeAws(place, { api: true });
  const [, id = '', stage = ''] = /^https:\/\/([^.]+)\.execute-api\.[^/]+\/(.+)$/.exec(system.apiUrl) ?? [];
  const apiUrl = `${environment['AWS_ENDPOINT_URL'] ?? ''}/_aws/execute-api/${id}/${stage}`;
  return apiOf(connectionTo({ ...system, apiUrl }, { terminal: { step: () => undefined }, signal }));
}
