/** Finds alarms that can never fire, because nothing in the system emits their metric. */
import type { ServiceMetrics } from '../core/index.ts';
import { type MetricAlarm, metricOf } from './alarm-configuration.ts';
import { type EmittedMetric, type Metric, metricKey } from './metric-store.ts';

/** Everything that may emit a metric. */
export interface MetricSources {
  /** The services that report under AWS's own namespaces. */
  readonly services: readonly ServiceMetrics[];
  /** What metric filters publish: dimension names, not values. */
  readonly filters: readonly FilterTarget[];
  /** What the system has emitted so far. */
  readonly emitted: readonly EmittedMetric[];
  /** Whether the code and the variables of one function contain all of these texts. */
  readonly codeContains: (texts: readonly string[]) => boolean;
}

interface FilterTarget {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly unit: string;
}

export interface BlindAlarm {
  readonly name: string;
  readonly reason: string;
}

export function blindAlarms(alarms: readonly MetricAlarm[], sources: MetricSources): BlindAlarm[] {
  return alarms.flatMap((alarm) => {
    const reason = whyBlind(alarm, sources);
    return reason === undefined ? [] : [{ name: alarm.AlarmName, reason }];
  });
}

/** Why nothing emits the alarm's metric; undefined if something does. */
function whyBlind(alarm: MetricAlarm, sources: MetricSources): string | undefined {
  const metric = metricOf(alarm);
  const reason = metric.namespace.startsWith('AWS/')
    ? whyNoService(metric, alarm.Unit, sources)
    : whyNotCustom(metric, alarm.Unit, sources);
  return reason && `nothing emits ${titleOf(metric)}: ${reason}`;
}

function whyNoService({ namespace, name, dimensions }: Metric, unit: string | undefined, { services }: MetricSources) {
  const service = services.find((each) => each.namespace === namespace);
  if (service === undefined) return `the local servers report nothing in ${namespace}`;
  const own = service.units[name];
  if (own === undefined) {
    return `the local servers report only ${Object.keys(service.units).join(', ')} in ${namespace}`;
  }
  if (unit !== undefined && unit !== own) return `its unit is ${own}, not ${unit}`;
  return service.whyNot(name, dimensions);
}

function whyNotCustom(metric: Metric, unit: string | undefined, sources: MetricSources): string | undefined {
  const filters = sources.filters.filter(
    ({ namespace, name, dimensions }) =>
      namespace === metric.namespace && name === metric.name && sameKeys(dimensions, metric),
  );
  const emitted = sources.emitted.filter((each) => metricKey(each) === metricKey(metric));
  const units = [...filters.map((each) => each.unit), ...emitted.flatMap((each) => [...each.units])];
  if (units.length > 0) {
    if (unit === undefined || units.includes(unit)) return undefined;
    return `its unit is ${[...new Set(units)].join(' or ')}, not ${unit}`;
  }
  const { namespace, name, dimensions } = metric;
  // Code often composes a namespace from parts, so one that is known to be used need not occur in it.
  const isUsed = [...sources.filters, ...sources.emitted].some((each) => each.namespace === namespace);
  const texts = [
    name,
    ...(isUsed ? [] : [namespace]),
    ...Object.entries(dimensions).flat(),
    ...(unit === undefined ? [] : [unit]),
  ];
  if (sources.codeContains(texts)) return undefined;
  const alike = sources.emitted.filter((each) => each.namespace === namespace && each.name === name);
  if (alike.length > 0) return `it is emitted with other dimensions, such as ${titleOf(alike[0] ?? metric)}`;
  return 'no metric filter publishes it, no log line has carried it, and no function contains its name';
}

const sameKeys = (names: readonly string[], { dimensions }: Metric): boolean => {
  const own = Object.keys(dimensions);
  return own.length === names.length && own.every((name) => names.includes(name));
};

/** Such as `shop-dev Errors {FunctionName: pay}`. */
function titleOf({ namespace, name, dimensions }: Metric): string {
  const entries = Object.entries(dimensions).map(([key, value]) => `${key}: ${value}`);
  return `${namespace} ${name}${entries.length === 0 ? '' : ` {${entries.join(', ')}}`}`;
}
