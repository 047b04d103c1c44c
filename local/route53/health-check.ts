/**
 * A Route 53 health check of type HTTPS_STR_MATCH, as pure functions: what one checker makes of an answer, when it changes its mind,
 * and when Route 53 considers the endpoint unhealthy.
 *
 * Source: "How Amazon Route 53 determines whether a health check is healthy" in the developer guide.
 */

export interface HealthCheckSettings {
  /** Virtual milliseconds between two checks of one checker: 10,000 or 30,000. */
  readonly intervalMs: number;
  /** Consecutive checks that an endpoint must pass or fail before a checker changes its status; 1 to 10. */
  readonly failureThreshold: number;
  /** Must be in the first 5,120 bytes of the body. */
  readonly searchString: string;
}

/** What a checker received. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Where Route 53 looks for the string. */
const SEARCHED_BYTES = 5120;

/** Share of the checkers that must report an endpoint healthy; AWS: more than 18 %. */
const HEALTHY_SHARE = 0.18;

/** How long a checker waits for the connection, for the status after that, and for the body after that. */
export const TIME_LIMIT_MS = 4000 + 2000 + 2000;

/** Whether an answer passes: a status of 2xx or 3xx, and the string at the beginning of its body. */
export function passes(
  answer: Answer | undefined,
  { searchString }: Pick<HealthCheckSettings, 'searchString'>,
): boolean {
  if (answer === undefined || answer.status < 200 || answer.status >= 400) return false;
  return answer.body.subarray(0, SEARCHED_BYTES).includes(searchString);
}

/** What one checker reports, and how many of its last checks contradict that. */
export interface Checker {
  readonly isHealthy: boolean;
  readonly contrary: number;
}

/** A new health check counts as healthy until its checkers know better. */
export const NEW_CHECKER: Checker = { isHealthy: true, contrary: 0 };

/** The checker after one more check. */
export function observe(
  { isHealthy, contrary }: Checker,
  passed: boolean,
  { failureThreshold }: Pick<HealthCheckSettings, 'failureThreshold'>,
): Checker {
  if (passed === isHealthy) return { isHealthy, contrary: 0 };
  if (contrary + 1 < failureThreshold) return { isHealthy, contrary: contrary + 1 };
  return { isHealthy: passed, contrary: 0 };
}

/** Whether Route 53 considers the endpoint healthy. */
export const isHealthy = (checkers: readonly Checker[]): boolean =>
  checkers.filter((checker) => checker.isHealthy).length > HEALTHY_SHARE * checkers.length;

/**
 * The longest time in which an endpoint that answers nothing still receives requests, in virtual milliseconds: until
 * the last checker has seen it fail often enough, and then until the last client has forgotten the record.
 */
export const moveBoundMs = (
  { intervalMs, failureThreshold }: Pick<HealthCheckSettings, 'intervalMs' | 'failureThreshold'>,
  ttlMs: number,
): number => failureThreshold * intervalMs + TIME_LIMIT_MS + ttlMs;
