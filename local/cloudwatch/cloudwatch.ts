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
import { takeActions } from './alarm-actions.ts';
import { createAlarmBook } from './alarm-book.ts';
import { watchAlarms } from './alarm-watch.ts';
import type { CloudWatchContext } from './context.ts';
import { createMetricStore } from './metric-store.ts';
import { operations } from './operations/index.ts';
import { alarmType } from './resource-types/alarm.ts';
import { compositeAlarmType } from './resource-types/composite-alarm.ts';
import { dashboardType } from './resource-types/dashboard.ts';

export interface CloudWatch extends AwsService {
  /** Where the other services report their metrics. */
  readonly metrics: MetricSink;
}

/** Clients compress a large PutMetricData. */
const unpacked = (request: AwsRequest): AwsRequest => {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  try {
    return { ...request, body: gunzipSync(request.body) };
  } catch {
    throw new AwsError('SerializationException', 'The request body is not gzip, as its content-encoding says.');
  }
};

/** Metrics and alarms. Alarms are evaluated on the site's clock from now on, until it is closed. */
export function createCloudWatch(site: Site, { invoker }: { readonly invoker: FunctionInvoker }): CloudWatch {
  const { clock } = site;
  const store = createMetricStore(() => clock.now());
  const book = createAlarmBook(site, (alarm, previous) => {
    void takeActions(alarm, previous, { site, invoker, record: book.history.add });
  });
  const context: CloudWatchContext = { clock, store, book };
  const answer = answerJson(operations, context);
  const closing = new AbortController();
  const watching = watchAlarms(context, closing.signal);

  return {
    name: 'cloudwatch',
    metrics: store,
    handle: (request) => answer(unpacked(request)),
    resourceTypes: [alarmType(book), compositeAlarmType(book), dashboardType],
    async close() {
      closing.abort();
      await watching;
    },
  };
}
