import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type Control, controlTable, keyOf } from './table.ts';

const LAST_RUN_ID = '#last';

const LastRun = z.object({
  run: z.string(),
  /** Target's time. */
  endedAt: z.iso.datetime(),
});

/** The run that held a stage last: for a while, what alarms tell of is its doing. */
export type LastRun = z.infer<typeof LastRun>;

export async function keepLastRun(control: Control, run: string): Promise<void> {
  const endedAt = control.clock.now().toISOString();
  await control.clients.dynamodb.send(
    new PutItemCommand({
      TableName: controlTable(control),
      Item: { ...keyOf(LAST_RUN_ID), run: { S: run }, endedAt: { S: endedAt } },
    }),
  );
}

export async function readLastRun(control: Control): Promise<LastRun | undefined> {
  const { Item } = await control.clients.dynamodb.send(
    new GetItemCommand({ TableName: controlTable(control), Key: keyOf(LAST_RUN_ID), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : LastRun.parse(unmarshall(Item));
}
