/** The work of the second map: reads the rows of one part that may differ. */
import { hasBlob, putBlob } from '../control/index.ts';
import { readPart, type SpoolRecord } from '../engine/index.ts';
import { readBatch, stateTable, unitsOf } from './batch.ts';
import { readDecision, selectionOf } from './decode.ts';
import { framed } from './framed.ts';
import type { WorkInput } from './sketch.ts';
import { engineRule, type Meter, readingOf, type StageContext, stateName } from './stage.ts';

export interface ReadInput extends WorkInput {
  readonly round: number;
}

export async function readStage({ batch: id, round, unit: number }: ReadInput, context: StageContext): Promise<object> {
  const { tables, clock } = context;
  const batch = await readBatch(tables, id);
  const name = stateName.read(batch, round, number);
  const unit = unitsOf(batch)[number];
  if (unit === undefined || (await hasBlob(tables, name))) return {};
  const began = clock.elapsed();
  const meter: Meter = { bytes: 0, readUnits: 0 };
  const selection = selectionOf(await readDecision(context, batch, round, unit.rule.rule), unit);
  const rows: SpoolRecord[] = [];
  const work = { plan: unit.rule.sketch, selection };
  const rule = engineRule(context, unit.rule);
  for await (const { key, token } of readPart(rule, unit.side, work, readingOf(context, unit, meter)))
    rows.push([key, token]);
  const header = { seconds: (clock.elapsed() - began) / 1000, ...meter };
  await putBlob(stateTable(tables, batch.startedAt), name, framed(header, Buffer.from(JSON.stringify(rows))));
  return {};
}
