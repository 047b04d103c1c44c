/** Joins the rows that workers have read into candidates, and orders another round for what they do not account for. */
import * as z from 'zod/mini';
import { getBlob, putBlob } from '../control/index.ts';
import { joinParts, type ReadRows, type Side, type SpoolRecord } from '../engine/index.ts';
import { fileSpool } from '../spool/index.ts';
import { type Batch, type PlannedRule, readBatch, stateTable, unitsOf } from './batch.ts';
import { type ReadingOrder, readDecision, storeDecision, unitsOfRules } from './decode.ts';
import { framed, unframed } from './framed.ts';
import { engineRule, type Meter, type StageContext, stateName } from './stage.ts';

const ReadHeader = z.object({ seconds: z.number(), bytes: z.number(), readUnits: z.number() });
const Rows = z.array(z.tuple([z.string(), z.string()]));
const Records = z.array(z.array(z.string()));

export interface JoinInput {
  readonly batch: string;
  readonly round: number;
}

export async function joinStage({ batch: id, round }: JoinInput, context: StageContext): Promise<ReadingOrder> {
  const batch = await readBatch(context.tables, id);
  const again: string[] = [];
  for (const planned of await rulesRead(context, batch, round)) {
    const decision = await readDecision(context, batch, round, planned.rule);
    const meter = { bytes: 0, readUnits: 0, seconds: 0 };
    const { candidates, unaccounted } = await joinParts(engineRule(context, planned), {
      plan: planned.sketch,
      residual: decision.residual,
      rows: await rowsOf(context, batch, round, planned, meter),
      spool: fileSpool(),
    });
    const name = stateName.joined(batch, round, planned.rule);
    await putBlob(
      stateTable(context.tables, batch.startedAt),
      name,
      framed({ ...meter, unaccounted: unaccounted.length }, Buffer.from(JSON.stringify(candidates))),
    );
    if (unaccounted.length === 0) continue;
    again.push(planned.rule);
    const next = { ...decision, isAll: false, cells: [...unaccounted], residual: Buffer.alloc(0) };
    await storeDecision(context, batch, round + 1, planned.rule, next);
  }
  return { batch: id, round: round + 1, units: unitsOfRules(batch, again) };
}

/** The rules of which workers have read rows in this round. */
async function rulesRead(context: StageContext, batch: Batch, round: number): Promise<PlannedRule[]> {
  const rules: PlannedRule[] = [];
  for (const planned of batch.rules) {
    if (await isRead(context, batch, round, planned.rule)) rules.push(planned);
  }
  return rules;
}

async function isRead(context: StageContext, batch: Batch, round: number, rule: string): Promise<boolean> {
  if (round === 1) return (await readDecision(context, batch, 1, rule)).kind === 'read';
  if (!(await isRead(context, batch, round - 1, rule))) return false;
  return (await readJoined(context, batch, round - 1, rule)).unaccounted > 0;
}

async function rowsOf(
  { tables }: StageContext,
  batch: Batch,
  round: number,
  planned: PlannedRule,
  meter: Meter & { seconds: number },
): Promise<ReadRows> {
  const bodies: Record<Side, Buffer[]> = { left: [], right: [] };
  for (const [number, unit] of unitsOf(batch).entries()) {
    if (unit.rule.rule !== planned.rule) continue;
    const { header, body } = unframed(ReadHeader, await getBlob(tables, stateName.read(batch, round, number)));
    meter.bytes += header.bytes;
    meter.readUnits += header.readUnits;
    meter.seconds += header.seconds;
    bodies[unit.side].push(body);
  }
  const rows = (side: Side) =>
    async function* read() {
      await Promise.resolve();
      for (const body of bodies[side]) {
        for (const [key, token] of Rows.parse(JSON.parse(body.toString()))) yield { key, token };
      }
    };
  return { left: rows('left'), right: rows('right') };
}

const JoinedHeader = z.object({
  bytes: z.number(),
  readUnits: z.number(),
  seconds: z.number(),
  unaccounted: z.number(),
});

export type Joined = z.infer<typeof JoinedHeader> & { readonly candidates: readonly SpoolRecord[] };

export async function readJoined(
  { tables }: Pick<StageContext, 'tables'>,
  batch: Batch,
  round: number,
  rule: string,
): Promise<Joined> {
  const { header, body } = unframed(JoinedHeader, await getBlob(tables, stateName.joined(batch, round, rule)));
  return { ...header, candidates: Records.parse(JSON.parse(body.toString())) };
}
