/** Spans that CloudWatch ingests: what tracing costs while nobody uses a stage. */
import type { Prices } from './prices.ts';
import { ofType, type Regions, type Resources, resourcesIn, variablesOf } from './resources.ts';

/**
 * Spans that Lambda leaves of a traced invocation: of the service, the function, its handler and what follows it. A function's
 * own spans belong to sagas, and a run at rest has none.
 */
const SPANS = 4;
/** Bytes of such a span, as CloudWatch stores it. */
const SPAN_BYTES = 1000;
/** The percentage of spans that CloudWatch indexes as trace summaries by default, and free of charge. */
const FREE_PERCENT = 1;

/** Where the functions of a region send their spans. */
interface SpanTarget {
  /** Whether any function sends them to CloudWatch, which takes them only with Transaction Search. */
  readonly toCloudWatch: boolean;
  /** URLs of collectors. */
  readonly collectors: readonly string[];
}

function spanTarget(resources: Resources): SpanTarget {
  const tracing = ofType(resources, 'AWS::Lambda::Function')
    .map(variablesOf)
    .filter((variables) => variables['TRACING'] === 'otlp');
  const endpoints = tracing.map((variables) => variables['OTEL_EXPORTER_OTLP_ENDPOINT']);
  const named = endpoints.map((url) => (typeof url === 'string' ? url : 'a collector of your own'));
  return {
    toCloudWatch: endpoints.includes(undefined),
    collectors: [...new Set(named.filter((_url, at) => endpoints[at] !== undefined))],
  };
}

/** What is billed for traced invocations: traces by X-Ray, or spans, once the account has Transaction Search. */
export function billedTraces(
  invocations: number,
  resources: Resources,
): Readonly<Record<'traces' | 'spanGigabytes' | 'indexedSpans', number>> {
  if (!spanTarget(resources).toCloudWatch) return { traces: invocations, spanGigabytes: 0, indexedSpans: 0 };
  const spans = invocations * SPANS;
  const percent = Math.max(FREE_PERCENT, ...indexedPercentages(resources));
  return {
    traces: 0,
    spanGigabytes: (spans * SPAN_BYTES) / 1e9,
    indexedSpans: (spans * (percent - FREE_PERCENT)) / 100,
  };
}

const indexedPercentages = (resources: Resources): readonly number[] =>
  ofType(resources, 'AWS::XRay::TransactionSearchConfig').map(({ Properties }) =>
    Number(Properties?.['IndexingPercentage'] ?? FREE_PERCENT),
  );

/** What there is to say of spans, if any function of these templates leaves them. */
export function spanNotes(regions: Regions, { usd }: Prices): readonly string[] {
  const targets = [...regions.values()].map((templates) => spanTarget(resourcesIn(templates)));
  const collectors = [...new Set(targets.flatMap((target) => target.collectors))];
  return [
    ...(targets.some(({ toCloudWatch }) => toCloudWatch)
      ? [
          `spans: functions trace to CloudWatch, for ${usd.spanGigabyte} USD/GB; sagas, of which there are none at rest, leave most of them`,
        ]
      : []),
    ...collectors.map((url) => `spans: functions trace to ${url}, which costs nothing here`),
  ];
}
