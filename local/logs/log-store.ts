/** Log groups with their streams, events and metric filters. */
import { AwsError, type Clock, formatArn, type LogSink, type MetricSink, type Site } from '../core/index.ts';
import { embeddedMetrics } from './emf.ts';
import { createEventIndex, type EventIndex } from './event-index.ts';
import { createMetricFilter, type MetricFilter, type MetricFilterConfiguration } from './metric-filter.ts';
import { lineOf } from './pattern/index.ts';

const DAY = 24 * 60 * 60_000;

interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  firstEventAt?: number;
  lastEventAt?: number;
  lastIngestionAt?: number;
}

interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  retentionInDays?: number | undefined;
  storedBytes: number;
  readonly streams: Map<string, LogStream>;
  readonly events: EventIndex;
  readonly filters: Map<string, MetricFilter>;
}

export interface LogStore extends LogSink {
  readonly clock: Clock;
  /** @throws AwsError ResourceNotFoundException */
  readonly group: (nameOrArn: string) => LogGroup;
  /** All groups, sorted by name. */
  readonly groups: () => readonly LogGroup[];
  /** @returns whether it was created, i.e. did not exist before */
  readonly createGroup: (name: string) => boolean;
  /** @returns whether it was created, i.e. did not exist before */
  readonly createStream: (group: string, stream: string) => boolean;
  readonly deleteGroup: (name: string) => void;
  readonly putFilter: (group: string, configuration: MetricFilterConfiguration) => void;
  /** Drops events that are older than the retention of their group. */
  readonly expire: () => void;
}

export function createLogStore(
  { clock, region, accountId }: Pick<Site, 'clock' | 'region' | 'accountId'>,
  metrics: MetricSink,
): LogStore {
  const groups = new Map<string, LogGroup>();
  let sequence = 0;

  const createGroup = (name: string): boolean => {
    if (groups.has(name)) return false;
    groups.set(name, {
      name,
      arn: formatArn({ service: 'logs', region, accountId, resource: `log-group:${name}` }),
      createdAt: clock.now(),
      storedBytes: 0,
      streams: new Map(),
      events: createEventIndex(),
      filters: new Map(),
    });
    return true;
  };

  const group = (nameOrArn: string): LogGroup => {
    const name = nameOrArn.replace(/^arn:aws[\w-]*:logs:[^:]*:[^:]*:log-group:/u, '').replace(/:\*$/u, '');
    const found = groups.get(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `The specified log group does not exist: ${name}.`);
  };

  const createStream = (groupName: string, name: string): boolean => {
    const { streams } = group(groupName);
    if (streams.has(name)) return false;
    streams.set(name, { name, createdAt: clock.now() });
    return true;
  };

  const ingest = (into: LogGroup, stream: LogStream, timestamp: number, message: string): void => {
    const ingestionTime = clock.now();
    sequence += 1;
    into.events.add({ sequence, timestamp, ingestionTime, stream: stream.name, message });
    into.storedBytes += message.length + 26;
    stream.firstEventAt = Math.min(stream.firstEventAt ?? timestamp, timestamp);
    stream.lastEventAt = Math.max(stream.lastEventAt ?? timestamp, timestamp);
    stream.lastIngestionAt = ingestionTime;
    const line = lineOf(message);
    for (const datum of embeddedMetrics(line)) metrics.put(datum);
    for (const filter of into.filters.values()) filter.apply(line, timestamp);
  };

  return {
    clock,
    group,
    groups: () => [...groups.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    createGroup,
    createStream,
    deleteGroup(name) {
      groups.delete(group(name).name);
    },
    putFilter(groupName, configuration) {
      group(groupName).filters.set(
        configuration.filterName,
        createMetricFilter(configuration, { metrics, createdAt: clock.now() }),
      );
    },
    ensureGroup(name) {
      createGroup(name);
    },
    put(groupName, streamName, events) {
      createGroup(groupName);
      createStream(groupName, streamName);
      const into = group(groupName);
      const stream = into.streams.get(streamName);
      if (!stream) return;
      for (const { timestamp, message } of events) ingest(into, stream, timestamp, message);
    },
    expire() {
      for (const { retentionInDays, events } of groups.values()) {
        if (retentionInDays !== undefined) events.dropBefore(clock.now() - retentionInDays * DAY);
      }
    },
  };
}
