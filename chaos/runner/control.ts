import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ArmedFault } from '../contract/index.ts';
import { HarnessError } from './errors.ts';
import type { Target } from './ports.ts';

type Control = Pick<Target, 'system'> & { readonly clients: { readonly dynamodb: DynamoDBClient } };

/** Puts a fault into the control table and reads it back: only then is it armed. */
export async function arm({ system, clients }: Control, fault: ArmedFault): Promise<void> {
  const document = JSON.stringify(fault);
  const Key = { faultId: { S: fault.faultId } };
  const TableName = tableOf(system);
  await clients.dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, document: { S: document } } }));
  const { Item } = await clients.dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item?.['document']?.S !== document) {
    throw new HarnessError(
      `Fault ${fault.faultId} was written to ${TableName} and not read back. Does another run use this stage?`,
    );
  }
}

export async function disarm({ system, clients }: Control, faultId: string): Promise<void> {
  await clients.dynamodb.send(new DeleteItemCommand({ TableName: tableOf(system), Key: { faultId: { S: faultId } } }));
}

/** Faults in the control table, those whose lease has ended among them. */
export async function armedFaults({ system, clients }: Control): Promise<ArmedFault[]> {
  const faults: ArmedFault[] = [];
  const pages = paginateScan({ client: clients.dynamodb }, { TableName: tableOf(system), ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) faults.push(ArmedFault.parse(JSON.parse(item['document']?.S ?? 'null')));
  }
  return faults;
}

/** Ends every fault on the stage, whoever armed it. Functions heed it within a second. */
export async function disarmAll(target: Control): Promise<ArmedFault[]> {
  const faults = await armedFaults(target);
  await Promise.all(faults.map(({ faultId }) => disarm(target, faultId)));
  return faults;
}

function tableOf({ prefix }: Control['system']): string {
  return `${prefix}chaos-control`;
}
