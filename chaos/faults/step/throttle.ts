import * as z from 'zod/mini';
import { type Hit, stepFault } from '../fault.ts';
import { atPlace, effectOfFailure } from '../place.ts';

/** The throttling errors of AWS's services, with their HTTP statuses. */
const STATUS = {
  ProvisionedThroughputExceededException: 400,
  ThrottlingException: 400,
  RequestLimitExceeded: 400,
  LimitExceededException: 400,
  TooManyRequestsException: 429,
  SlowDown: 503,
} as const;

type ThrottlingName = keyof typeof STATUS;

/** The store throttles its calls. If a handler's store is not known, the handler itself is throttled. */
export const throttle = stepFault({
  name: 'throttle',
  summary: "A step's store throttles its calls, with an error as the AWS SDK throws it; nothing is written.",
  parameters: z.strictObject({
    ...atPlace,
    error: z._default(
      z.enum(Object.keys(STATUS) as [ThrottlingName, ...ThrottlingName[]]),
      'ProvisionedThroughputExceededException',
    ),
  }),
  needs: ['ports', 'before'],
  hooks: ({ error, ...place }) => ({
    place,
    effect: effectOfFailure,
    ports: (ports, hit) => (hasStore(ports) ? { ...ports, store: throttled(ports.store, hit, error) } : ports),
    before: async (hit) => {
      if (await hit.strike('before-commit')) throw new ThrottledError(error);
    },
  }),
});

function hasStore(ports: object): ports is { readonly store: object } {
  return 'store' in ports && typeof ports.store === 'object' && ports.store !== null;
}

/** A store whose methods may be throttled. Members that are not methods stay as they are. */
function throttled<Store extends object>(store: Store, hit: Hit, error: ThrottlingName): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]): Promise<unknown> => {
        if (await hit.strike('port')) throw new ThrottledError(error);
        return Reflect.apply(member, target, given);
      };
    },
  });
}

/** An error as the SDK throws it once its own retries are used up. */
class ThrottledError extends Error {
  readonly $fault = 'client';
  readonly $retryable = { throttling: true };
  readonly $metadata: { readonly httpStatusCode: number; readonly attempts: number; readonly totalRetryDelay: number };

  constructor(name: ThrottlingName) {
    super(`injected ${name}: the rate of requests is too high`);
    this.name = name;
    this.$metadata = { httpStatusCode: STATUS[name], attempts: 3, totalRetryDelay: 300 };
  }
}
