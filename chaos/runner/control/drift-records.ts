/** Records of drift in the control table: how a store was before it was written to, for whoever must put it back. */
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { PreImage } from '../../faults/stores/index.ts';
import { type Control, controlItems, controlTable, keyOf } from './table.ts';

type DriftTable = Pick<Control, 'system' | 'clients'>;

const DriftRecord = z.object({
  run: z.string(),
  /** Id of the drift in its experiment. */
  driftId: z.string(),
  /** Which of the drifts, such as `price-copy-changed`. */
  kind: z.string(),
  key: z.string(),
  preImage: z.json(),
});

export interface DriftRecord extends Omit<z.infer<typeof DriftRecord>, 'preImage'> {
  readonly preImage: PreImage;
}

/** Written before the drift itself. */
export async function keepDriftRecord(control: DriftTable, record: DriftRecord): Promise<void> {
  await control.clients.dynamodb.send(
    new PutItemCommand({
      TableName: controlTable(control),
      Item: { ...keyOf(idOf(record)), run: { S: record.run }, drift: { S: JSON.stringify(record) } },
    }),
  );
}

export async function forgetDriftRecord(control: DriftTable, record: DriftRecord): Promise<void> {
  await control.clients.dynamodb.send(
    new DeleteItemCommand({ TableName: controlTable(control), Key: keyOf(idOf(record)) }),
  );
}

/** Drift that nobody has looked after yet, whichever run seeded it. */
export async function driftRecords(control: DriftTable): Promise<DriftRecord[]> {
  return recordsAmong(await controlItems(control));
}

export function recordsAmong(items: readonly Record<string, unknown>[]): DriftRecord[] {
  return items.flatMap(({ drift }) => (typeof drift === 'string' ? [DriftRecord.parse(JSON.parse(drift))] : []));
}

function idOf({ run, driftId, key }: DriftRecord): string {
  return `#drift#${run}#${driftId}#${key}`;
}
