import type { AwsCheck } from './check.ts';

/** Executions that Lambda never lets an account reserve. */
const KEPT_UNRESERVED = 100;
/** Below this, the consumers of the streams and the API's functions throttle each other under any load. */
const COMFORTABLE = 100;
const RAISE = 'ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (L-B99A9384)';

/** A new account may run 10 or 50 functions at a time, and then none of them can be reserved. */
export const concurrency: AwsCheck = {
  name: 'Lambda concurrency',
  look: async ({ account, needs: { reserved } }) => {
    const { concurrent, unreserved } = await account.lambdaLimits();
    const limit = `${concurrent} concurrent executions, ${unreserved} of them unreserved`;
    if (reserved > 0 && unreserved - reserved < KEPT_UNRESERVED) {
      return {
        status: 'failed',
        detail: `${limit}; the stage reserves ${reserved}, and AWS keeps ${KEPT_UNRESERVED} unreserved`,
        fix: `set reserveConcurrency: false for the stage, or ${RAISE}`,
      };
    }
    if (concurrent < COMFORTABLE) {
      return { status: 'warning', detail: `${limit}; functions are throttled under load`, fix: RAISE };
    }
    return { status: 'ok', detail: limit, fix: undefined };
  },
};
