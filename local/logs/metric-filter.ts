/**
 * Metric filters publish a metric value for each matching log line that arrives after the filter's creation. A default
 * value is published for minutes with lines but no match; a minute without lines has no data.
 */
import type { MetricSink } from '../core/index.ts';
import { type FilterPattern, type Line, parseFilterPattern, parseSelector, select } from './pattern/index.ts';

export const MINUTE = 60_000;

export interface MetricTransformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number, or a selector such as `$.durationMs`. */
  readonly metricValue: string;
  readonly defaultValue?: number | undefined;
  /** Maps dimension names to selectors: at most three, and not together with a default value. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly unit?: string | undefined;
}

export interface MetricFilterConfiguration {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly MetricTransformation[];
}

export interface MetricFilter {
  readonly configuration: MetricFilterConfiguration;
  readonly createdAt: number;
  /** Applies the filter to one line with the virtual time `timestamp`. */
  readonly apply: (line: Line, timestamp: number) => void;
  /** Publishes the default value for each minute before `before` with lines but no match. */
  readonly publishDefaults: (before: number) => void;
}

const selectText = (line: Line, selector: string): string | undefined => {
  const steps = parseSelector(selector);
  const value = steps && select(line.json(), steps);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
};

/** The metric value of a matching line; undefined if the selected field is not a number. */
const valueOf = (line: Line, metricValue: string): number | undefined => {
  const text = metricValue.startsWith('$') ? selectText(line, metricValue) : metricValue;
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/** The dimensions of a line; undefined if a field is missing, in which case nothing is published for the line. */
const dimensionsOf = (line: Line, selectors: Readonly<Record<string, string>>): Record<string, string> | undefined => {
  const dimensions: Record<string, string> = {};
  for (const [name, selector] of Object.entries(selectors)) {
    const value = selectText(line, selector);
    if (value === undefined) return undefined;
    dimensions[name] = value;
  }
  return dimensions;
};

export function createMetricFilter(
  configuration: MetricFilterConfiguration,
  { metrics, createdAt }: { readonly metrics: MetricSink; readonly createdAt: number },
): MetricFilter {
  const matches: FilterPattern = parseFilterPattern(configuration.filterPattern);
  const hasDefault = configuration.metricTransformations.some(({ defaultValue }) => defaultValue !== undefined);
  /** Minutes with lines, and whether a line of that minute matched. */
  const minutes = new Map<number, boolean>();

  const publish = (line: Line, timestamp: number, transformation: MetricTransformation): void => {
    const value = valueOf(line, transformation.metricValue);
    const dimensions = dimensionsOf(line, transformation.dimensions ?? {});
    if (value === undefined || dimensions === undefined) return;
    const { metricNamespace: namespace, metricName: name, unit } = transformation;
    metrics.put({ namespace, name, dimensions, value, timestamp, ...(unit !== undefined && { unit }) });
  };

  return {
    configuration,
    createdAt,
    apply(line, timestamp) {
      const matched = matches(line);
      if (hasDefault) {
        const minute = Math.floor(timestamp / MINUTE) * MINUTE;
        minutes.set(minute, matched || (minutes.get(minute) ?? false));
      }
      if (!matched) return;
      for (const transformation of configuration.metricTransformations) publish(line, timestamp, transformation);
    },
    publishDefaults(before) {
      for (const [minute, matched] of minutes) {
        if (minute >= before) continue;
        minutes.delete(minute);
        if (matched) continue;
        for (const { defaultValue, metricNamespace, metricName, unit } of configuration.metricTransformations) {
          if (defaultValue === undefined) continue;
          metrics.put({
            namespace: metricNamespace,
            name: metricName,
            dimensions: {},
            value: defaultValue,
            timestamp: minute,
            ...(unit !== undefined && { unit }),
          });
        }
      }
    },
  };
}
