/** The simulated operations of CloudWatch Logs. */
import type { Operation } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { createLogGroup, deleteLogGroup, describeLogGroups, putRetentionPolicy } from './log-groups.ts';
import { createLogStream, describeLogStreams } from './log-streams.ts';
import { deleteMetricFilter, describeMetricFilters, putMetricFilter, testMetricFilter } from './metric-filters.ts';
import { putLogEvents } from './put-log-events.ts';

export const operations: readonly Operation<LogStore>[] = [
  createLogGroup,
  deleteLogGroup,
  describeLogGroups,
  putRetentionPolicy,
  createLogStream,
  describeLogStreams,
  putLogEvents,
  filterLogEvents,
  getLogEvents,
  putMetricFilter,
  deleteMetricFilter,
  describeMetricFilters,
  testMetricFilter,
];
