import type { Rates } from '../core/rate-limit.ts';

/**
 * Source: "CloudWatch Logs quotas" in the CloudWatch Logs user guide, of 2026. Where regions differ, the rate of most
 * regions: FilterLogEvents has 25 in us-east-1 and 5 in some, GetLogEvents 10 in some.
 */
export const LOGS_RATES = {
  CreateLogGroup: 10,
  CreateLogStream: 50,
  DeleteLogGroup: 10,
  DeleteMetricFilter: 5,
  DescribeLogGroups: 10,
  DescribeLogStreams: 25,
  DescribeMetricFilters: 5,
  FilterLogEvents: 10,
  GetLogEvents: 25,
  PutLogEvents: 5000,
  PutMetricFilter: 5,
  PutRetentionPolicy: 5,
  TestMetricFilter: 5,
} as const satisfies Rates;
