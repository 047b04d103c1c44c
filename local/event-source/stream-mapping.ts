import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Site } from '../core/index.ts';
import type { Freshness } from './freshness.ts';
import { Inbox } from './inbox.ts';
import { type JsonClient, jsonClient } from '../core/json-client.ts';
import { Lane } from './lane.ts';
import { filterOf, type MappingProperties } from './mapping-properties.ts';
import type { EventSourcePorts } from './ports.ts';
import { readerAs } from './source-permissions.ts';
import { readStream } from './stream-reader.ts';
import { shardOf } from '../streams/index.ts';
import { completeEvent, isPriming, laneOf, type StreamRecord, streamRecord } from './stream-record.ts';

/** Maximum number of records that a mapping holds besides the batches in flight; at this number it pauses reading. */
const HELD_RECORDS = 10_000;

/** Real milliseconds between checks whether reading can continue. */
const FULL_INTERVAL = 250;

interface StreamMappingOptions {
  readonly site: Site;
  readonly ports: EventSourcePorts;
  readonly mapping: MappingProperties;
  readonly functionName: string;
  readonly freshness: Freshness;
  readonly signal: AbortSignal;
}

/** The records of the mapping's stream that pass its filter, completed and stamped with the time of arrival. */
async function* filteredRecords(
  { site, ports, mapping, freshness, signal }: StreamMappingOptions,
  client: JsonClient,
): AsyncGenerator<StreamRecord> {
  const passes = filterOf(mapping);
  const { EventSourceArn: streamArn, StartingPosition: start = 'LATEST' } = mapping;
  const polled = async (records: number): Promise<void> => {
    const isStale = records === 0 && freshness.isStale(streamArn);
    if (records > 0 || isStale) freshness.saw(streamArn, records);
    if (!isStale) return;
    await ports.dynamodb.prime?.(streamArn).catch((error: unknown) => {
      site.log(`priming ${streamArn}: ${String(error)}`);
    });
  };
  const reader = randomUUID();
  const admit = (shardId: string): void => {
    ports.readers?.admit(shardOf(streamArn, shardId), reader, performance.now());
  };
  const source = { client, streamArn, start, signal, log: site.log, polled, admit };
  for await (const { shardId, records } of readStream(source)) {
    const [arrivedAt, seenAt] = [site.clock.now(), performance.now()];
    for (const raw of records) {
      const event = completeEvent(raw, { streamArn, region: site.region, arrivedAt });
      if (!isPriming(raw) && passes(event)) yield streamRecord(raw, event, { shardId, arrivedAt, seenAt });
    }
  }
}

/** Delivers the records of a stream until the signal aborts, and then rejects with its reason. */
export async function runStreamMapping(options: StreamMappingOptions): Promise<void> {
  const { ports, mapping, signal } = options;
  const inboxes = Array.from({ length: mapping.ParallelizationFactor }, () => new Inbox());
  const { caller } = ports.executionRole(mapping.FunctionName);
  const engine = jsonClient(await ports.dynamodb.engineEndpoint, options.site);
  const client = readerAs(caller, mapping.EventSourceArn, engine);
  const read = async (): Promise<void> => {
    for await (const record of filteredRecords(options, client)) {
      inboxes[laneOf(record.itemKey, inboxes.length)]?.push(record);
      while (inboxes.reduce((sum, { size }) => sum + size, 0) >= HELD_RECORDS) {
        await wait(FULL_INTERVAL, undefined, { signal });
      }
    }
  };
  try {
    await Promise.all([read(), ...inboxes.map((inbox) => new Lane({ ...options, inbox }).run())]);
  } finally {
    client.close();
  }
}
