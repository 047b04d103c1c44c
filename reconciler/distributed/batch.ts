/** What the stages of one distributed run have in common. The first stage stores it, and the others read it by its id. */
import * as z from 'zod/mini';
import type { BlobTable } from '../control/blobs.ts';
import { getBlob, putBlob } from '../control/index.ts';
import type { PartsPlan, Side } from '../engine/index.ts';
import type { ControlTables } from '../tables.ts';

export interface Batch {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly seed: string;
  readonly rules: readonly PlannedRule[];
}

export interface PlannedRule extends PartsPlan {
  readonly rule: string;
  /** Digest of the rule's definition: a stage of another version of the rules ends instead of comparing. */
  readonly digest: string;
}

/** One part of one side of one rule. */
export interface Unit {
  readonly rule: PlannedRule;
  readonly side: Side;
  readonly part: string;
  /** Number of the part among those of its side. */
  readonly index: number;
}

const DAY_SECONDS = 86_400;

/** The control table for the state of a batch, which expires after a day. */
export const stateTable = ({ client, controlTable }: ControlTables, startedAt: number): BlobTable => ({
  client,
  controlTable,
  expiresAt: Math.floor(startedAt / 1000) + DAY_SECONDS,
});

const Texts = z.array(z.string());
const Document = z.object({
  id: z.string(),
  startedAt: z.number(),
  seed: z.string(),
  rules: z.array(
    z.object({
      rule: z.string(),
      digest: z.string(),
      sketch: z.object({ version: z.number(), seed: z.string(), cells: z.number() }),
      parts: z.object({ left: Texts, right: Texts }),
    }),
  ),
});

const nameOf = (id: string): string => `batch#${id}`;

export const storeBatch = (tables: ControlTables, batch: Batch): Promise<void> =>
  putBlob(stateTable(tables, batch.startedAt), nameOf(batch.id), Buffer.from(JSON.stringify(batch)));

export const readBatch = async (tables: ControlTables, id: string): Promise<Batch> =>
  Document.parse(JSON.parse((await getBlob(tables, nameOf(id))).toString()));

/** All parts of the batch. A worker is given the number of one. */
export const unitsOf = ({ rules }: Pick<Batch, 'rules'>): readonly Unit[] =>
  rules.flatMap((rule) =>
    (['left', 'right'] as const).flatMap((side) =>
      rule.parts[side].map((part, index) => ({ rule, side, part, index })),
    ),
  );
