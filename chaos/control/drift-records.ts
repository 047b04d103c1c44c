/** Records of drift in the control table: what a store held before drift was written, so that a later process can undo it. */
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import { driftKindNamed, driftStoresOf } from '../drift/index.ts';
import type { OpenedSystem, PreImage } from '../system/index.ts';
import { controlItems, type ControlTable, controlTable, keyOf } from './table.ts';

const DriftRecord = z.object({
  run: z.string(),
  /** The drift's id in its experiment. */
  driftId: z.string(),
  /** Kind of drift, such as `field-changed`. */
  kind: z.string(),
  key: z.string(),
  preImage: z.json(),
});

export interface DriftRecord extends Omit<z.infer<typeof DriftRecord>, 'preImage'> {
  readonly preImage: PreImage;
}

/** Must be awaited before the drift itself is written. */
export async function keepDriftRecord(control: ControlTable, record: DriftRecord): Promise<void> {
  await control.clients.dynamodb.send(
    new PutItemCommand({
      TableName: controlTable(control),
      Item: { ...keyOf(idOf(record)), run: { S: record.run }, drift: { S: JSON.stringify(record) } },
    }),
  );
}

/** @internal */
export async function forgetDriftRecord(control: ControlTable, record: DriftRecord): Promise<void> {
  await control.clients.dynamodb.send(
    new DeleteItemCommand({ TableName: controlTable(control), Key: keyOf(idOf(record)) }),
  );
}

/** All drift still on record, whichever run seeded it. */
export async function driftRecords(control: ControlTable): Promise<DriftRecord[]> {
  return recordsAmong(await controlItems(control));
}

export function recordsAmong(items: readonly Record<string, unknown>[]): DriftRecord[] {
  return items.flatMap(({ drift }) => (typeof drift === 'string' ? [DriftRecord.parse(JSON.parse(drift))] : []));
}

/** Opens the definition of the system that the records belong to; undefined if no definition is known here. */
export type OpenDefinition = () => Promise<OpenedSystem | undefined>;

/**
 * Undoes drift in each row that nobody has written to since, and deletes the records. If drift cannot be undone, its
 * record stays so that the next command can try again.
 *
 * @returns the drift that was still there
 */
export async function undoDrift(
  control: ControlTable,
  open: OpenDefinition,
  records: readonly DriftRecord[],
): Promise<DriftRecord[]> {
  if (records.length === 0) return [];
  const opened = await open();
  if (opened === undefined) {
    throw new HarnessError(
      `the stage has drift that a run seeded (${records.length}), and the definition of its system is not known here; undo it with: evenkeel chaos stop --definition FILE`,
    );
  }
  const stores = driftStoresOf(opened);
  const undone: DriftRecord[] = [];
  const failures: unknown[] = [];
  for (const record of records) {
    try {
      const kind = driftKindNamed(opened.definition, record.kind);
      if (await kind.undo(record.preImage, stores)) undone.push(record);
      await forgetDriftRecord(control, record);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw new HarnessError(
      `${failures.length} of ${records.length} seeded changes could not be undone; their records stay in the control table, so try again with: evenkeel chaos stop`,
      { cause: failures[0] },
    );
  }
  return undone;
}

function idOf({ run, driftId, key }: DriftRecord): string {
  return `#drift#${run}#${driftId}#${key}`;
}
