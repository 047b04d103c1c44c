import { answerJson, type AwsService, type LogSink, type MetricSink, type Site } from '../core/index.ts';
import { limitRates } from '../core/rate-limit.ts';
import { createLogStore, type LogStore } from './log-store.ts';
import { MINUTE } from './metric-filter.ts';
import { operations } from './operations/index.ts';
import { LOGS_RATES } from './rates.ts';
import { logGroupType } from './resource-types/log-group.ts';
import { logStreamType } from './resource-types/log-stream.ts';
import { metricFilterType } from './resource-types/metric-filter.ts';

/** Real milliseconds for which a minute waits for late lines before its default value is published. */
const MAX_LATENESS = 250;

export interface Logs extends AwsService {
  /** Receives the lines that functions and other services write. */
  readonly sink: LogSink;
  /** The metrics that filters publish. */
  readonly filterTargets: () => readonly FilterTarget[];
}

/** A metric that a filter publishes, with the names of its dimensions. */
interface FilterTarget {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly unit: string;
}

const filterTargets = (store: LogStore): FilterTarget[] =>
  store
    .groups()
    .flatMap(({ filters }) => [...filters.values()])
    .flatMap(({ configuration }) => configuration.metricTransformations)
    .map(({ metricNamespace: namespace, metricName: name, dimensions = {}, unit = 'None' }) => ({
      namespace,
      name,
      dimensions: Object.keys(dimensions),
      unit,
    }));

/** Publishes the default values of completed minutes and drops expired events until the signal aborts. */
async function maintain(store: LogStore, signal: AbortSignal): Promise<void> {
  const { clock } = store;
  const late = MAX_LATENESS * clock.speed;
  while (!signal.aborted) {
    const minute = Math.floor((clock.now() - late) / MINUTE) * MINUTE;
    for (const { filters } of store.groups()) {
      for (const filter of filters.values()) filter.publishDefaults(minute);
    }
    store.expire();
    await clock.sleep(minute + MINUTE + late - clock.now(), signal).catch(() => undefined);
  }
}

/** Log groups, their lines, and metrics from lines through metric filters and the embedded metric format. */
export function createLogs(site: Site, { metrics }: { readonly metrics: MetricSink }): Logs {
  const store = createLogStore(site, metrics);
  const closing = new AbortController();
  const maintenance = maintain(store, closing.signal);
  return {
    name: 'logs',
    sink: store,
    filterTargets: () => filterTargets(store),
    handle: limitRates(LOGS_RATES, site.clock, answerJson(operations, store, site)),
    resourceTypes: [logGroupType(store), logStreamType(store), metricFilterType(store)],
    async close() {
      closing.abort();
      await maintenance;
    },
  };
}
