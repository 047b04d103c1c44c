/** How many invocations run at once: in the account, and of a function that reserves a part of that. It is pure. */
import { AwsError } from '../core/index.ts';

/** Concurrent invocations of an established account in a region. A new account has 10. */
export const ACCOUNT_CONCURRENCY = 1000;
/** What an account keeps for functions without a reservation. A smaller account keeps all of it. */
const MIN_UNRESERVED = 100;

interface Share {
  readonly name: string;
  readonly reservedConcurrency: number | undefined;
  readonly inFlight: number;
}

const reservedBy = (functions: readonly Share[]): number =>
  functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);

/** Why an invocation of `fn`, which is one of `functions`, is throttled; undefined if it runs. */
export function throttleReason(fn: Share, functions: readonly Share[], account: number): string | undefined {
  if (fn.reservedConcurrency !== undefined) {
    return fn.inFlight < fn.reservedConcurrency ? undefined : 'ReservedFunctionConcurrentInvocationLimitExceeded';
  }
  const inFlight = functions
    .filter(({ reservedConcurrency }) => reservedConcurrency === undefined)
    .reduce((sum, other) => sum + other.inFlight, 0);
  return inFlight < account - reservedBy(functions) ? undefined : 'ConcurrentInvocationLimitExceeded';
}

/** @throws AwsError InvalidParameterValueException if the account cannot give a function this reservation */
export function refuseReservation(
  name: string,
  reservation: number,
  functions: readonly Share[],
  account: number,
): void {
  const others = functions.filter((other) => other.name !== name);
  const least = Math.min(MIN_UNRESERVED, account);
  if (account - reservedBy(others) - reservation >= least) return;
  throw new AwsError(
    'InvalidParameterValueException',
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${String(least)}].`,
  );
}
