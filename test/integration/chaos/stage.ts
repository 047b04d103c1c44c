/** A stage's control table on DynamoDB Local and the local Scheduler, on a fast virtual clock. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ArmedFault } from '../../../chaos/schemas/index.ts';
import type { Control } from '../../../chaos/control/index.ts';
import { createClock, serveAws } from '../../../local/core/index.ts';
import { itemActions } from '../../../local/dynamodb/index.ts';
import { createScheduler } from '../../../local/scheduler/index.ts';
import { startDynamoDbLocal } from '../local-lambda/dynamodb-local.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess, localSite } from '../../local-site.ts';

const SPEED = 100;
const region = 'us-east-1';

export interface ControlStage {
  readonly control: Control;
  /** What directs clients to it. */
  readonly clockUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

export async function startControlStage(): Promise<ControlStage> {
  const clock = createClock({ speed: SPEED, startAt: new Date(Date.UTC(2026, 0, 1)) });
  const engine = await startDynamoDbLocal();
  const server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const site = localSite({ clock, region, baseUrl: server.baseUrl });
  const scheduler = createScheduler(site, {
    invoker: { invoke: () => Promise.reject(new Error('no function is invoked here')) },
    queues: { send: () => Promise.resolve() },
    apis: itemActions(engine.endpoint, site),
  });
  server.mount(scheduler);
  await engine.call('DynamoDB_20120810.CreateTable', {
    TableName: 'evenkeel-dev-chaos-control',
    AttributeDefinitions: [{ AttributeName: 'faultId', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'faultId', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const common = { region, credentials: localCredentials };
  const clients = {
    dynamodb: new DynamoDBClient({ ...common, endpoint: engine.endpoint }),
    scheduler: new SchedulerClient({ ...common, endpoint: `${server.baseUrl}/scheduler` }),
  };
  return {
    control: {
      system: { stage: 'dev', region, prefix: 'evenkeel-dev-' },
      clients,
      clock: { speed: SPEED, now: () => new Date(clock.now()) },
    },
    clockUrl: `${server.baseUrl}/_evenkeel/clock`,
    environment: {
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      AWS_ENDPOINT_URL_SCHEDULER: `${server.baseUrl}/scheduler`,
    },
    close: async () => {
      clients.dynamodb.destroy();
      clients.scheduler.destroy();
      await scheduler.close();
      await server.close();
      await engine.stop();
    },
  };
}

/** A fault whose lease ends after this many real seconds. */
export function armedFor(control: Control, seconds: number, more: Partial<ArmedFault> = {}): ArmedFault {
  return {
    faultId: 'sold-out',
    fault: 'port-answer',
    experiment: 'small',
    run: 'r1',
    seed: 1,
    scenario: 'orders',
    rate: 1,
    attempts: 'always',
    parameters: {},
    until: new Date(control.clock.now().getTime() + seconds * 1000 * SPEED).toISOString(),
    by: 'somebody@here',
    ...more,
  };
}
