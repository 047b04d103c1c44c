/** The work of the first map: sketches one part. A part that is already sketched is not read again. */
import * as z from 'zod/mini';
import { hasBlob, putBlob } from '../control/index.ts';
import { type AbsentField, packed, rowsIn, sketchPart } from '../engine/index.ts';
import { readBatch, stateTable, unitsOf } from './batch.ts';
import { framed } from './framed.ts';
import { engineRule, type Meter, readingOf, type StageContext, stateName } from './stage.ts';

export interface WorkInput {
  readonly batch: string;
  readonly unit: number;
}

export async function sketchStage({ batch: id, unit: number }: WorkInput, context: StageContext): Promise<object> {
  const { tables, clock } = context;
  const batch = await readBatch(tables, id);
  const name = stateName.sketch(batch, number);
  const unit = unitsOf(batch)[number];
  if (unit === undefined || (await hasBlob(tables, name))) return {};
  const began = clock.elapsed();
  const meter: Meter = { bytes: 0, readUnits: 0 };
  const rule = engineRule(context, unit.rule);
  const { sketch, absent } = await sketchPart(rule, unit.side, unit.rule.sketch, readingOf(context, unit, meter));
  const header = { rows: rowsIn(sketch), absent, seconds: (clock.elapsed() - began) / 1000, ...meter };
  await putBlob(stateTable(tables, batch.startedAt), name, framed(header, packed(sketch)));
  return {};
}

export const sketchHeader = z.object({
  rows: z.number(),
  absent: z.array(z.object({ view: z.string(), field: z.string(), attribute: z.string() })),
  seconds: z.number(),
  bytes: z.number(),
  readUnits: z.number(),
});

export interface StoredSketch {
  /** As `packed` makes it. */
  readonly packed: Buffer;
  readonly rows: number;
  readonly absent: readonly AbsentField[];
  readonly seconds: number;
  readonly bytes: number;
  readonly readUnits: number;
}
