import { gunzipSync } from 'node:zlib';
import {
  answerJson,
  AwsError,
  type AwsRequest,
  type AwsService,
  type FunctionInvoker,
  type MetricSink,
  type Site,
} from '../core/index.ts';
import { executeActions } from './alarm-actions.ts';
import { createAlarmBook } from './alarm-book.ts';
import { watchAlarms } from './alarm-watch.ts';
import { type BlindAlarm, blindAlarms, type MetricSources } from './blind-alarms.ts';
import type { CloudWatchContext, Dashboards } from './context.ts';
import { createMetricStore } from './metric-store.ts';
import { operations } from './operations/index.ts';
import { alarmType } from './resource-types/alarm.ts';
import { compositeAlarmType } from './resource-types/composite-alarm.ts';
import { dashboardType } from './resource-types/dashboard.ts';

export interface CloudWatch extends AwsService {
  /** Receives the metrics of the other services. */
  readonly metrics: MetricSink;
  /** The alarms whose metric nothing emits. */
  readonly blindAlarms: (sources: Omit<MetricSources, 'emitted'>) => readonly BlindAlarm[];
}

/** Maximum size of a request's body once it is decompressed, in bytes: a few kilobytes can stand for gigabytes. */
const MAX_BODY_BYTES = 11 * 1024 * 1024;

/** Clients compress large PutMetricData requests. */
const decompressed = (request: AwsRequest): AwsRequest => {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: MAX_BODY_BYTES }) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `The decompressed request body is larger than ${MAX_BODY_BYTES} bytes.`;
      throw new AwsError('RequestEntityTooLargeException', message, { status: 413 });
    }
    throw new AwsError('SerializationException', 'The content-encoding is gzip, but the request body is not.');
  }
};

/** Metrics and alarms. Alarms are evaluated on the site's clock until the service is closed. */
export function createCloudWatch(site: Site, { invoker }: { readonly invoker: FunctionInvoker }): CloudWatch {
  const { clock } = site;
  const store = createMetricStore(() => clock.now());
  const book = createAlarmBook(site, (alarm, previous) => {
    void executeActions(alarm, previous, { site, invoker, record: book.history.add });
  });
  const dashboards: Dashboards = new Map();
  const context: CloudWatchContext = { clock, store, book, dashboards, accountId: site.accountId };
  const answer = answerJson(operations, context);
  const closing = new AbortController();
  const watching = watchAlarms(context, closing.signal);

  return {
    name: 'cloudwatch',
    metrics: store,
    blindAlarms(sources) {
      const alarms = book.list().flatMap((alarm) => (alarm.type === 'MetricAlarm' ? [alarm.configuration] : []));
      return blindAlarms(alarms, { ...sources, emitted: store.emitted() });
    },
    handle: (request) => answer(decompressed(request)),
    resourceTypes: [alarmType(book), compositeAlarmType(book), dashboardType(dashboards)],
    async close() {
      closing.abort();
      await watching;
    },
  };
}
