/** What the load demands of the answers. Plain TypeScript without packages, because k6 imports it too. */

/** Slower answers to timed calls fail the load, whatever faults are injected. */
const MAX_P95_MS = 1000;
/** Two regions on one machine have half of it each, and less while one takes the customers of both. */
const MAX_P95_OF_TWO_MS = 3000;

/** A scenario of a phase, as far as its thresholds depend on it. */
export interface Demanded {
  /** Such as `fault-checkout`. */
  readonly stretch: string;
  /** Whether the experiment expects that some requests get no answer. */
  readonly mayGoUnanswered: boolean;
}

/** The thresholds of each of k6's metrics. A threshold on a submetric without samples passes, so each is paired with a count. */
export function loadThresholds(
  stretches: readonly Demanded[],
  { hasTwoRegions }: { readonly hasTwoRegions: boolean },
): Readonly<Record<string, string[]>> {
  const maxP95 = hasTwoRegions ? MAX_P95_OF_TWO_MS : MAX_P95_MS;
  return Object.fromEntries([
    ['dropped_iterations', ['count==0']],
    ...stretches.flatMap((stretch) => thresholdsOf(stretch, maxP95)),
  ]);
}

function thresholdsOf({ stretch, mayGoUnanswered }: Demanded, maxP95: number): [string, string[]][] {
  // k6 counts a request without an answer as failed, even if the experiment expects it.
  const failed: [string, string[]][] = mayGoUnanswered ? [] : [[`http_req_failed{scenario:${stretch}}`, ['rate<0.01']]];
  return [
    // Only metrics with a threshold are in k6's summary, and reports show this one.
    [`http_req_duration{scenario:${stretch}}`, ['max>=0']],
    [`http_req_duration{scenario:${stretch},timed:yes}`, [`p(95)<${maxP95}`]],
    [`http_reqs{scenario:${stretch}}`, ['count>0']],
    ...failed,
    [`checks{scenario:${stretch}}`, ['rate>0.99']],
    [`iterations{scenario:${stretch}}`, ['count>0']],
  ];
}
