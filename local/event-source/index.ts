/** Event source mappings: deliver DynamoDB streams and SQS queues to functions, as Lambda does. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type AnyResourceType, formatArn, parseArn, type ResourceType, type Site } from '../core/index.ts';
import { Freshness } from './freshness.ts';
import { type MappingProperties, mappingProperties } from './mapping-properties.ts';
import type { EventSourcePorts } from './ports.ts';
import { runQueueMapping } from './queue-mapping.ts';
import { demandSourcePermissions } from './source-permissions.ts';
import { runStreamMapping } from './stream-mapping.ts';

export type { EventSourcePorts } from './ports.ts';

export interface EventSources {
  readonly resourceTypes: readonly AnyResourceType[];
  /** Whether an enabled mapping delivers a stream to the function. */
  readonly readsStream: (functionName: string) => boolean;
  /** Stops every mapping. Records in flight stay in their stream or queue, as after a crash. */
  readonly close: () => Promise<void>;
}

/** The name of a mapping's function, without the qualifier; the mapping gives a name or an ARN. */
const functionNameOf = (ref: string): string =>
  (parseArn(ref)?.resource ?? ref).replace(/^function:/u, '').split(':')[0] ?? ref;

export function createEventSources(site: Site, ports: EventSourcePorts): EventSources {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<void>>();
  const freshness = new Freshness();
  const streamReaders = new Set<string>();

  const start = (mapping: MappingProperties): void => {
    const functionName = functionNameOf(mapping.FunctionName);
    const isQueue = parseArn(mapping.EventSourceArn)?.service === 'sqs';
    if (!isQueue) streamReaders.add(functionName);
    const run = isQueue ? runQueueMapping : runStreamMapping;
    const work = run({ site, ports, mapping, functionName, freshness, signal: closing.signal }).catch(
      (error: unknown) => {
        if (!closing.signal.aborted) site.log(`mapping of ${functionName} ended: ${String(error)}`);
      },
    );
    running.add(work);
  };

  const mappingType: ResourceType<MappingProperties> = {
    type: 'AWS::Lambda::EventSourceMapping',
    parse: (properties) => mappingProperties.parse(properties),
    create(mapping) {
      const id = randomUUID();
      const { region, accountId } = site;
      const arn = formatArn({ service: 'lambda', region, accountId, resource: `event-source-mapping:${id}` });
      demandSourcePermissions(ports.executionRole(mapping.FunctionName).caller, mapping);
      if (mapping.Enabled) start(mapping);
      return Promise.resolve({ ref: id, attributes: { Id: id, EventSourceMappingArn: arn } });
    },
  };
  return {
    resourceTypes: [mappingType],
    readsStream: (functionName) => streamReaders.has(functionName),
    async close() {
      closing.abort(new Error('the mappings are closing'));
      await Promise.all(running);
    },
  };
}
