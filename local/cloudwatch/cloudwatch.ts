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
import { limitRates } from '../core/rate-limit.ts';
import type { AlarmState } from './alarm.ts';
import { executeActions } from './alarm-actions.ts';
import { createAlarmBook } from './alarm-book.ts';
import { alarmNotices } from './alarm-notices.ts';
import { watchAlarms } from './alarm-watch.ts';
import { type BlindAlarm, blindAlarms, type MetricSources } from './blind-alarms.ts';
import type { CloudWatchContext, Dashboards } from './context.ts';
import { createMetricStore } from './metric-store.ts';
import { createMuteRules } from './mute-rules.ts';
import { createMuting } from './muting.ts';
import { operations } from './operations/index.ts';
import { CLOUDWATCH_RATES } from './rates.ts';
import { alarmMuteRuleType } from './resource-types/alarm-mute-rule.ts';
import { alarmType } from './resource-types/alarm.ts';
import { compositeAlarmType } from './resource-types/composite-alarm.ts';
import { dashboardType } from './resource-types/dashboard.ts';
import { logAlarmType } from './resource-types/log-alarm.ts';

export interface CloudWatch extends AwsService {
  /** Receives the metrics of the other services. */
  readonly metrics: MetricSink;
  /** The state of an alarm; undefined if there is no such alarm. */
  readonly alarmState: (name: string) => AlarmState | undefined;
  /** The alarms whose metric nothing emits. */
  readonly blindAlarms: (sources: Omit<MetricSources, 'emitted'>) => readonly BlindAlarm[];
  /** How the alarms differ from AWS, and which would not work there either: one sentence each. */
  readonly alarmNotices: (sources: Pick<MetricSources, 'filters'>) => readonly string[];
}

/**
 * Maximum size of a request's body as it is sent, in bytes: a client may compress it.
 *
 * @internal
 */
export const MAX_REQUEST_BYTES = 1_048_576;
/** Maximum size of a request's body once it is decompressed, in bytes: a few kilobytes can stand for gigabytes. */
const MAX_BODY_BYTES = 11 * 1024 * 1024;

/** Clients compress large PutMetricData requests. */
const decompressed = (request: AwsRequest): AwsRequest => {
  if (request.body.length > MAX_REQUEST_BYTES) {
    const message = `The request body is larger than ${MAX_REQUEST_BYTES} bytes.`;
    throw new AwsError('RequestEntityTooLargeException', message, { status: 413 });
  }
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
  const muting = createMuting({
    book: () => book,
    mutedBy: (alarm) => muteRules.muting(alarm),
    execute(alarm, previous) {
      if (alarm.type === 'MetricAlarm' && alarm.warmingSince !== undefined) return;
      void executeActions(alarm, previous, { site, invoker, record: book.history.add });
    },
    log: site.log,
  });
  const book = createAlarmBook(site, muting.onTransition);
  const muteRules = createMuteRules(site, muting.release);
  const dashboards: Dashboards = new Map();
  const context: CloudWatchContext = { clock, store, book, muteRules, dashboards, accountId: site.accountId };
  const answer = answerJson(operations, context, site, { isQueryCompatible: true });
  const closing = new AbortController();
  const watching = watchAlarms({ ...context, muting }, closing.signal);

  return {
    name: 'cloudwatch',
    metrics: store,
    alarmState: (name) => book.get(name)?.state.value,
    blindAlarms(sources) {
      const alarms = book.list().flatMap((alarm) => (alarm.type === 'MetricAlarm' ? [alarm.configuration] : []));
      return blindAlarms(alarms, { ...sources, emitted: store.emitted() });
    },
    alarmNotices: (sources) => alarmNotices(book.list(), muteRules.list(), sources),
    handle: limitRates(CLOUDWATCH_RATES, clock, (request) => answer(decompressed(request))),
    resourceTypes: [
      alarmType(book),
      compositeAlarmType(book),
      alarmMuteRuleType(muteRules),
      logAlarmType,
      dashboardType(dashboards),
    ],
    async close() {
      closing.abort();
      await watching;
    },
  };
}
