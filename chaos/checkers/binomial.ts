/** How many of a number of independent calls may reach a version that each reaches with a given probability. */

/**
 * The smallest count that at most a share of `risk` of all runs exceed.
 *
 * @param calls number of calls
 * @param share probability that a call reaches the version, from 0 to 1
 */
export function binomialBound(calls: number, share: number, risk: number): number {
  if (share >= 1) return calls;
  let logProbability = calls * Math.log1p(-share);
  let reached = Math.exp(logProbability);
  let count = 0;
  while (count < calls && 1 - reached > risk) {
    count += 1;
    logProbability += Math.log((calls - count + 1) / count) + Math.log(share) - Math.log1p(-share);
    reached += Math.exp(logProbability);
  }
  return count;
}
