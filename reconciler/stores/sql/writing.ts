/** What a writable view adds to a read-only one. */
import {
  canonicalJson,
  type GuardedWrite,
  type Images,
  type Json,
  NothingWrittenError,
  parseJson,
  type Stamp,
  type View,
  type ViewProblem,
  type WriteOutcome,
} from '../../engine/index.ts';
import { imagesOf } from '../images.ts';
import { assertOwnRow, deletedRow } from './dependents.ts';
import { readForeignKeys } from './foreign-keys.ts';
import { writeProblems } from './inspect-writing.ts';
import { obstacleOf } from './obstacles.ts';
import { Refusal } from './refusal.ts';
import { declaredNames, type MappedRelation, rowInImage, type SqlViewOptions } from './relation.ts';
import { imageText, isExpected, isUnwritten, parseImage, sameShared } from './row-image.ts';
import type { Texts } from './statement.ts';
import type { SqlStore } from './store.ts';
import { raisedVersion, rowImage, type RowWriter, type Run, watchedColumns } from './row-writer.ts';
import { writeRow } from './write-row.ts';
import { rowTexts, WITHOUT_XMIN } from './write-statement.ts';
import { readWrittenTable, type WrittenTable } from './written-table.ts';

/** The members of a RowWriter that come from the catalogue. */
type Described = Omit<RowWriter, 'run' | 'relation' | 'tableNamed'>;

export interface Writing {
  readonly write: NonNullable<View['write']>;
  readonly imageBefore: NonNullable<View['imageBefore']>;
  /** Reads the description of the table again, and finds what keeps its rows from being written exactly. */
  readonly inspect: (run: Run) => Promise<ViewProblem[]>;
  /** What a re-read selects for the image of each row, and how the image is read. */
  readonly selection: () => Promise<ImageSelection>;
}

export interface ImageSelection {
  readonly expressions: readonly string[];
  /** @param texts all texts that the re-read selects of a row; those of `expressions` come last */
  readonly imageIn: (texts: Texts) => string;
}

export function sqlWriting(
  relation: MappedRelation,
  options: Pick<SqlViewOptions<string>, 'name' | 'cascades'>,
  { run: runOnce, transact }: Pick<SqlStore, 'run' | 'transact'>,
): Writing {
  const { name, cascades } = options;
  let described: Promise<Described> | undefined;
  const others = new Map<string, Promise<WrittenTable>>();
  const describe = (run: Run): Promise<Described> => {
    others.clear();
    const reading = describeTable(relation, run);
    described = reading;
    // If it fails, the next write tries again.
    reading.catch(() => (described = undefined));
    return reading;
  };
  const writer = async (run: Run): Promise<RowWriter> => ({
    ...(await (described ?? describe(run))),
    relation,
    run,
    tableNamed(schema, table) {
      const id = JSON.stringify([schema, table]);
      const known = others.get(id) ?? readWrittenTable({ schema, table }, run);
      others.set(id, known);
      return known;
    },
  });
  return {
    async inspect(run) {
      const found = await describe(run);
      return writeProblems(relation, options, found, await obstacleOf(found.table, run));
    },
    async write(write: GuardedWrite, { at }: Stamp): Promise<WriteOutcome> {
      const progress = { isWritten: false };
      try {
        return await transact(async (run) => {
          const outcome = await writeRow(await writer(run), write, at);
          progress.isWritten = true;
          return outcome;
        });
      } catch (error) {
        if (error instanceof Refusal) return { written: false, reason: error.message };
        // Once everything is written, only the commit can fail, and nobody knows whether it did.
        throw progress.isWritten ? error : new NothingWrittenError(error);
      }
    },
    async imageBefore(write) {
      const guard = deletionGuard(write);
      if (guard === undefined) return undefined;
      return transact(async (run) => {
        const own = await writer(run);
        const { row } = (await deletedRow(own, write.key, false)) ?? {};
        // The write itself refuses a row that was written since.
        if (row === undefined || !isExpected(parseImage(guard), row)) return undefined;
        if (row.dependents !== undefined && cascades !== 'restore')
          throw new Refusal(refusedCascade(name, row.dependents));
        assertOwnRow(own, row);
        return imageText({ ...row, isWhole: true });
      });
    },
    async selection() {
      const { table } = await (described ?? describe(runOnce));
      return selectionOf(watchedColumns(relation, table), table);
    },
  };
}

/** The image of a row in a read-only view: the columns that the view declares. */
export function readImages(relation: MappedRelation): Promise<ImageSelection> {
  const declared = declaredNames(relation).map((name) => ({ name, renderedAs: undefined }));
  return Promise.resolve(selectionOf(declared, WITHOUT_XMIN));
}

function selectionOf(...row: Parameters<typeof rowTexts>): ImageSelection {
  const expressions = rowTexts(...row);
  return {
    expressions,
    imageIn: (texts) => imageText(rowImage(texts.slice(texts.length - expressions.length), ...row)),
  };
}

async function describeTable(relation: MappedRelation, run: Run): Promise<Described> {
  const table = await readWrittenTable(relation, run);
  return { table, foreignKeys: await readForeignKeys(table.oid, run) };
}

/** The image that guards a deletion; undefined for any other write. */
function deletionGuard(write: GuardedWrite): string | undefined {
  if (write.kind === 'delete') return write.guard.image;
  return write.kind === 'restore' && write.image === null ? (write.expected ?? undefined) : undefined;
}

function refusedCascade(name: string, rows: readonly { readonly schema: string; readonly table: string }[]): string {
  const tables = [...new Set(rows.map(({ schema, table }) => `${schema}.${table}`))].join(', ');
  return `its deletion also deletes or changes rows of ${tables}: set cascades: 'restore' in the options of ${name}, so that the ledger keeps them for an undo`;
}

/** How the engine, the ledger and an export read images of this table. */
export function sqlImages(relation: MappedRelation): Images {
  const { sources, key, version, updatedAt, createdAt } = relation;
  const shown = imagesOf({
    sources,
    plain: [...key.map(({ column }) => column), updatedAt, createdAt],
    version,
  });
  const raised = new Set([raisedVersion(relation)].filter((column) => column !== undefined));
  return {
    alike: (one, other) => sameShared(parseImage(one), parseImage(other), raised),
    isUnwritten: (one, other) => isUnwritten(parseImage(one), parseImage(other)),
    row: (image) => rowInImage(relation, image),
    whyNotRestorable(image) {
      try {
        parseImage(image);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    redacted(image, elsewhere) {
      const columns = Object.entries(parseJson(shown.redacted(image, elsewhere)) as Record<string, Json>);
      return canonicalJson(Object.fromEntries(columns.filter(([column]) => column !== '')));
    },
  };
}
