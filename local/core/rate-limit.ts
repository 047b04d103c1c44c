/** How often an operation of an API may be called, per second and account, as AWS's service quotas say. */
import { AwsError } from './aws-error.ts';
import { type Bucket, takeToken } from './token-bucket.ts';
import type { AwsRequest, AwsResponse, Clock } from './types.ts';

/** Calls per second, by the name of the operation. One that is not listed is not limited here. */
export type Rates = Readonly<Record<string, number>>;

type Answer = (request: AwsRequest) => Promise<AwsResponse>;

/**
 * Refuses the requests beyond the rates. The seconds are virtual, because the caller's are: at a speed of 60, a caller that
 * asks once a real second asks once a minute.
 *
 * @param answer takes requests that name their operation in `x-amz-target`
 */
export function limitRates(rates: Rates, clock: Clock, answer: Answer): Answer {
  const buckets = new Map<string, Bucket>();
  return async (request) => {
    const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
    const rate = rates[operation];
    if (rate !== undefined) {
      const { allowed, bucket } = takeToken(buckets.get(operation), { rate, burst: rate }, clock.now());
      buckets.set(operation, bucket);
      if (!allowed) throw new AwsError('ThrottlingException', 'Rate exceeded');
    }
    return await answer(request);
  };
}
