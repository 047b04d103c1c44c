/** The work of a map between sketching and decoding: adds up a group of sketches, so that decoding has few to read. */
import { getBlob, hasBlob, putBlob } from '../control/index.ts';
import { type AbsentField, addPacked, emptySketch, packed } from '../engine/index.ts';
import { type Batch, readBatch, stateTable, unitsOf } from './batch.ts';
import { framed, unframed } from './framed.ts';
import { type StoredSketch, sketchHeader } from './sketch.ts';
import { type StageContext, stateName } from './stage.ts';

/** Up to this many parts, one process adds the sketches up itself. */
const MAX_UNGROUPED = 64;

/** Parts whose sketches one worker adds up. */
const GROUP = 32;

/** Numbers of parts of one side of one rule. */
export type Group = readonly number[];

/** The groups of a batch; none if its parts are few. */
export function groupsOf(batch: Batch): readonly Group[] {
  const units = unitsOf(batch);
  if (units.length <= MAX_UNGROUPED) return [];
  return batch.rules.flatMap(({ rule }) =>
    (['left', 'right'] as const).flatMap((side) => {
      const own = units.flatMap((unit, at) => (unit.rule.rule === rule && unit.side === side ? [at] : []));
      return Array.from({ length: Math.ceil(own.length / GROUP) }, (_group, at) =>
        own.slice(at * GROUP, (at + 1) * GROUP),
      );
    }),
  );
}

export interface MergeInput {
  readonly batch: string;
  readonly group: number;
}

export async function mergeStage({ batch: id, group: number }: MergeInput, { tables }: StageContext): Promise<object> {
  const batch = await readBatch(tables, id);
  const group = groupsOf(batch)[number];
  const [first] = group ?? [];
  const unit = first === undefined ? undefined : unitsOf(batch)[first];
  const name = stateName.merged(batch, number);
  if (group === undefined || unit === undefined || (await hasBlob(tables, name))) return {};
  const sketch = emptySketch(unit.rule.sketch);
  const parts: Omit<StoredSketch, 'packed'>[] = [];
  for (const part of group) {
    const stored = await readSketch({ tables }, batch, part);
    addPacked(sketch, stored.packed);
    parts.push(stored);
  }
  const bytes = framed(addedUp(parts), packed(sketch));
  await putBlob(stateTable(tables, batch.startedAt), name, bytes);
  return {};
}

/** What workers found out about several parts. */
export function addedUp(parts: readonly Omit<StoredSketch, 'packed'>[]): Omit<StoredSketch, 'packed'> {
  const sum = (member: 'rows' | 'bytes' | 'readUnits' | 'seconds'): number =>
    parts.reduce((total, part) => total + part[member], 0);
  return {
    rows: sum('rows'),
    bytes: sum('bytes'),
    readUnits: sum('readUnits'),
    seconds: sum('seconds'),
    absent: absentEverywhere(parts),
  };
}

/** A field is absent if no part that holds rows has it. */
function absentEverywhere(parts: readonly Pick<StoredSketch, 'rows' | 'absent'>[]): AbsentField[] {
  const [first, ...others] = parts.filter(({ rows }) => rows > 0);
  return (first?.absent ?? []).filter(({ field }) =>
    others.every(({ absent }) => absent.some((other) => other.field === field)),
  );
}

type Tables = Pick<StageContext, 'tables'>;

/** @throws Error if the part has not been sketched */
export const readSketch = ({ tables }: Tables, batch: Batch, part: number): Promise<StoredSketch> =>
  readStored({ tables }, stateName.sketch(batch, part));

/** @throws Error if the group has not been merged */
export const readMerged = ({ tables }: Tables, batch: Batch, group: number): Promise<StoredSketch> =>
  readStored({ tables }, stateName.merged(batch, group));

async function readStored({ tables }: Tables, name: string): Promise<StoredSketch> {
  const { header, body } = unframed(sketchHeader, await getBlob(tables, name));
  return { ...header, packed: body };
}
