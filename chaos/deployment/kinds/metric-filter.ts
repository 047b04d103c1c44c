import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import { listOf, type Properties } from '../part.ts';

/** The properties of a metric filter, with its transformations in one form. */
export function filterProperties({ FilterPattern, MetricTransformations, ...others }: Properties): Properties {
  return {
    FilterPattern: typeof FilterPattern === 'string' ? FilterPattern.trim() : FilterPattern,
    MetricTransformations: listOf(MetricTransformations).map((each) => ({
      MetricName: each['MetricName'],
      MetricNamespace: each['MetricNamespace'],
      MetricValue: String(each['MetricValue']),
      DefaultValue: each['DefaultValue'],
      Unit: each['Unit'] ?? 'None',
      Dimensions: listOf(each['Dimensions'])
        .map(({ Key, Value }) => ({ Key, Value }))
        .sort((one, other) => String(one.Key).localeCompare(String(other.Key))),
    })),
    ...(others['ApplyOnTransformedLogs'] === true && { ApplyOnTransformedLogs: true }),
  };
}

/** A filter as the API describes it, under CloudFormation's names. */
export function filterFromApi(filter: MetricFilter): Properties {
  const { filterPattern = '', metricTransformations = [], applyOnTransformedLogs } = filter;
  return filterProperties({
    FilterPattern: filterPattern,
    MetricTransformations: metricTransformations.map((each) => ({
      MetricName: each.metricName,
      MetricNamespace: each.metricNamespace,
      MetricValue: each.metricValue,
      DefaultValue: each.defaultValue,
      Unit: each.unit,
      Dimensions: Object.entries(each.dimensions ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),
    ApplyOnTransformedLogs: applyOnTransformedLogs,
  });
}
