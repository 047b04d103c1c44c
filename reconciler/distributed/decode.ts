/** Adds up the sketches of each rule, and decides what has to be read. */
import * as z from 'zod/mini';
import { getBlob, putBlob } from '../control/index.ts';
import {
  addPacked,
  decode,
  decodeParts,
  emptySketch,
  type Selection,
  type Side,
  SIDES,
  type Sketch,
  unpacked,
} from '../engine/index.ts';
import { type Batch, type PlannedRule, readBatch, stateTable, type Unit, unitsOf } from './batch.ts';
import { framed, unframed } from './framed.ts';
import { addedUp, groupsOf, readMerged, readSketch } from './merge.ts';
import type { StoredSketch } from './sketch.ts';
import { type StageContext, stateName } from './stage.ts';

export interface ReadingOrder {
  readonly batch: string;
  readonly round: number;
  /** Numbers of the parts to read again; none if nothing differs. */
  readonly units: readonly number[];
}

/** What workers found out about a rule while they sketched it. */
const Figures = z.object({
  left: z.number(),
  right: z.number(),
  absent: z.array(z.object({ view: z.string(), field: z.string(), attribute: z.string() })),
  bytes: z.number(),
  readUnits: z.number(),
  seconds: z.number(),
});

const Decision = z.object({
  kind: z.enum(['equal', 'read', 'too-much']),
  /** Every row is read. */
  isAll: z.boolean(),
  /** Cells that are read in full. */
  cells: z.array(z.number()),
  /** Rows that would have to be read, if they are too many. */
  rows: z.number(),
  figures: Figures,
});

export type StoredDecision = z.infer<typeof Decision> & {
  /** The cells that decoding believes to hold one difference, packed. */
  readonly residual: Buffer;
};

export async function decodeStage(
  { batch: id }: { readonly batch: string },
  context: StageContext,
): Promise<ReadingOrder> {
  const batch = await readBatch(context.tables, id);
  const toRead: string[] = [];
  for (const planned of batch.rules) {
    const { sketches, figures } = await comparedSides(context, batch, planned);
    const decision = decodeParts(sketches);
    const selection = decision.kind === 'read' ? decision.selection : undefined;
    await storeDecision(context, batch, 1, planned.rule, {
      kind: decision.kind,
      isAll: selection === 'all',
      cells: selection === undefined || selection === 'all' ? [] : [...selection.cells],
      rows: decision.kind === 'too-much' ? decision.rows : 0,
      figures,
      residual: decision.kind === 'read' ? decision.residual : Buffer.alloc(0),
    });
    if (decision.kind === 'read') toRead.push(planned.rule);
  }
  return { batch: id, round: 1, units: unitsOfRules(batch, toRead) };
}

/** The numbers of the parts of some rules. */
export const unitsOfRules = (batch: Batch, rules: readonly string[]): number[] =>
  unitsOf(batch).flatMap(({ rule }, at) => (rules.includes(rule.rule) ? [at] : []));

interface Compared {
  readonly sketches: Readonly<Record<Side, Sketch>>;
  readonly figures: z.infer<typeof Figures>;
}

async function comparedSides(context: StageContext, batch: Batch, planned: PlannedRule): Promise<Compared> {
  const sketches = { left: emptySketch(planned.sketch), right: emptySketch(planned.sketch) };
  const sides = { left: addedUp([]), right: addedUp([]) };
  for (const side of SIDES) {
    const stored: Omit<StoredSketch, 'packed'>[] = [];
    for await (const { packed, ...rest } of storedSketches(context, batch, planned, side)) {
      addPacked(sketches[side], packed);
      stored.push(rest);
    }
    sides[side] = addedUp(stored);
  }
  const { left, right } = sides;
  const figures = {
    left: left.rows,
    right: right.rows,
    absent: [...left.absent, ...right.absent],
    bytes: left.bytes + right.bytes,
    readUnits: left.readUnits + right.readUnits,
    seconds: left.seconds + right.seconds,
  };
  return { sketches, figures };
}

/** The sketches of the groups of a side, or of its parts if there are no groups. */
async function* storedSketches(
  context: StageContext,
  batch: Batch,
  { rule }: PlannedRule,
  side: Side,
): AsyncGenerator<StoredSketch> {
  const units = unitsOf(batch);
  const isOwn = (at: number | undefined): boolean =>
    at !== undefined && units[at]?.rule.rule === rule && units[at].side === side;
  const groups = groupsOf(batch);
  for (const [at, group] of groups.entries()) if (isOwn(group[0])) yield await readMerged(context, batch, at);
  if (groups.length > 0) return;
  for (const at of units.keys()) if (isOwn(at)) yield await readSketch(context, batch, at);
}

export const storeDecision = (
  { tables }: Pick<StageContext, 'tables'>,
  batch: Batch,
  round: number,
  rule: string,
  { residual, ...header }: StoredDecision,
): Promise<void> =>
  putBlob(stateTable(tables, batch.startedAt), stateName.decision(batch, round, rule), framed(header, residual));

export async function readDecision(
  { tables }: Pick<StageContext, 'tables'>,
  batch: Batch,
  round: number,
  rule: string,
): Promise<StoredDecision> {
  const { header, body } = unframed(Decision, await getBlob(tables, stateName.decision(batch, round, rule)));
  return { ...header, residual: body };
}

/** The rows that workers read for a decision. */
export function selectionOf({ isAll, cells, residual }: StoredDecision, { rule }: Pick<Unit, 'rule'>): Selection {
  if (isAll) return 'all';
  return { cells, keyHashes: [...decode(unpacked(rule.sketch, [residual])).lone.values()] };
}
