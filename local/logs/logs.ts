import { answerJson, type AwsService, type LogSink, type MetricSink, type Site } from '../core/index.ts';
import { createLogStore, type LogStore } from './log-store.ts';
import { MINUTE } from './metric-filter.ts';
import { operations } from './operations/index.ts';
import { logGroupType } from './resource-types/log-group.ts';
import { logStreamType } from './resource-types/log-stream.ts';
import { metricFilterType } from './resource-types/metric-filter.ts';

/** Real milliseconds that a line may come after the minute it is stamped with, before the minute's default stands. */
const LATEST = 250;

export interface Logs extends AwsService {
  /** Where functions and other services write their lines. */
  readonly sink: LogSink;
}

/** What time brings: default values of the minutes that ended, and the end of what is kept. */
async function tend(store: LogStore, signal: AbortSignal): Promise<void> {
  const { clock } = store;
  const late = LATEST * clock.speed;
  while (!signal.aborted) {
    const minute = Math.floor((clock.now() - late) / MINUTE) * MINUTE;
    for (const { filters } of store.groups()) {
      for (const filter of filters.values()) filter.publishDefaults(minute);
    }
    store.expire();
    await clock.sleep(minute + MINUTE + late - clock.now(), signal).catch(() => undefined);
  }
}

/** Log groups, their lines, and the metrics made of lines, by filters and by embedded metric format. */
export function createLogs(site: Site, { metrics }: { readonly metrics: MetricSink }): Logs {
  const store = createLogStore(site, metrics);
  const closing = new AbortController();
  const tending = tend(store, closing.signal);
  return {
    name: 'logs',
    sink: store,
    handle: answerJson(operations, store),
    resourceTypes: [logGroupType(store), logStreamType(store), metricFilterType(store)],
    async close() {
      closing.abort();
      await tending;
    },
  };
}
