/** Latency records: Route 53 answers with the record whose region is nearest to the client, among the healthy ones. */

/** One record of a name that has a record in each of several regions. */
export interface LatencyRecord {
  readonly setIdentifier: string;
  readonly region: string;
  /** Id of its health check; a record without one counts as healthy. */
  readonly healthCheckId?: string | undefined;
}

/** Milliseconds from one region to another. AWS measures it and publishes no table. */
export type Latency = (from: string, to: string) => number;

/** A client's own region is near, and all others are equally far. */
const ownRegionFirst: Latency = (from, to) => (from === to ? 1 : 100);

/**
 * The record that a client in a region is answered with. If none is healthy, Route 53 considers them all healthy: an answer
 * that may work is better than none. Equally near records are chosen in the order of their set identifiers, so that a run can
 * be repeated.
 *
 * @returns undefined if there are no records
 */
export function chooseRecord<Given extends LatencyRecord>(
  records: readonly Given[],
  from: string,
  isHealthy: (healthCheckId: string) => boolean,
  latency: Latency = ownRegionFirst,
): Given | undefined {
  const healthy = records.filter(({ healthCheckId }) => healthCheckId === undefined || isHealthy(healthCheckId));
  const candidates = healthy.length > 0 ? healthy : records;
  return candidates.toSorted(
    (one, other) =>
      latency(from, one.region) - latency(from, other.region) || (one.setIdentifier < other.setIdentifier ? -1 : 1),
  )[0];
}
