/** Step Functions behind the HTTP server, with functions that the test provides. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { createClock, type MetricSink, serveAws } from '../../../local/core/index.ts';
import { createStepFunctions } from '../../../local/stepfunctions/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess, localSite } from '../../local-site.ts';

export type Reply = (event: unknown, functionRef: string) => unknown;

export interface Service {
  readonly client: SFNClient;
  readonly metrics: Parameters<MetricSink['put']>[0][];
  /** Creates a state machine from a template's properties, and returns its ARN. */
  create(definition: object, properties?: object): Promise<string>;
  close(): Promise<void>;
}

/** @param speed virtual seconds in a real one */
export async function openService(reply: Reply, speed = 600): Promise<Service> {
  const clock = createClock({ speed, startAt: new Date(Date.UTC(2026, 0, 1)) });
  const server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const metrics: Parameters<MetricSink['put']>[0][] = [];
  const service = createStepFunctions(localSite({ clock, baseUrl: server.baseUrl }), {
    metrics: { put: (datum) => metrics.push(datum) },
    queues: { send: () => Promise.resolve() },
    apis: { knows: () => true, call: (_caller, _service, _action, input) => Promise.resolve({ echoed: input }) },
    putEvents: (_caller, entries) => Promise.resolve({ FailedEntryCount: 0, Entries: entries }),
    invoker: {
      async invoke({ functionRef, payload }) {
        try {
          const value = await reply(JSON.parse(payload), functionRef);
          return { status: 200, payload: JSON.stringify(value ?? null), version: '$LATEST' };
        } catch (error) {
          const { name, message } = error as Error;
          return {
            status: 200,
            payload: JSON.stringify({ errorType: name, errorMessage: message }),
            functionError: 'Unhandled',
          };
        }
      },
    },
  });
  server.mount(service);
  const client = new SFNClient({
    endpoint: `${server.baseUrl}/sfn`,
    region: 'us-east-1',
    credentials: localCredentials,
    disableHostPrefix: true,
  });
  let created = 0;
  return {
    client,
    metrics,
    async create(definition, properties = {}) {
      created += 1;
      const [type] = service.resourceTypes;
      const parsed = type!.parse({
        StateMachineName: `machine-${created}`,
        DefinitionString: JSON.stringify(definition),
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        ...properties,
      });
      const context = {
        stackName: 'test',
        logicalId: 'M',
        defaultName: `machine-${created}`,
        assetDirectory: () => '',
      };
      return (await type!.create(parsed as never, context)).ref;
    },
    async close() {
      client.destroy();
      await service.close();
      await server.close();
    },
  };
}
