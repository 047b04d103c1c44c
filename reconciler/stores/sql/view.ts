/** The view that all ways to a PostgreSQL table share: they differ in how a statement is run, and how a scan is paged. */
import { type Reading, type Row, StoreReadError, type View } from '../../engine/index.ts';
import { fieldTypes, sensitiveFields } from '../field.ts';
import { parts } from '../parts.ts';
import { read } from '../reading.ts';
import { estimateStatement, estimateOf } from './estimate.ts';
import { columnsStatement, problemsOf, uniqueStatement } from './inspect.ts';
import { type MappedRelation, mappedRelation, partsOf, rowReader, type SqlViewOptions } from './relation.ts';
import { rereadStatement, type Statement, type Texts } from './statement.ts';
import { writeStatement } from './write-statement.ts';

/** A way to a database. What goes wrong in it is thrown as it is; the view says whose error it was. */
export interface SqlStore {
  /** Runs a statement that selects texts only. */
  run(statement: Statement, signal?: AbortSignal): Promise<Texts[]>;
  /** Every row of the table once, in pages. */
  pages(relation: MappedRelation, signal: AbortSignal): AsyncGenerator<readonly Texts[], void>;
  /** Keys of one re-read. */
  readonly keysACall: number;
}

export function sqlView<Field extends string>(options: SqlViewOptions<Field>, store: SqlStore): View<Field> {
  const { name, writable = false } = options;
  const relation = mappedRelation(options);
  const reader = rowReader(relation);
  const keyLength = relation.key.length;

  const rowOf = (texts: Texts): Row => {
    try {
      return reader(texts);
    } catch (error) {
      throw new StoreReadError(name, error);
    }
  };
  const runFor =
    (reading: Reading) =>
    async (statement: Statement): Promise<Texts[]> => {
      const rows = await read(name, reading, () => store.run(statement, reading.signal));
      reading.received(bytesOf(rows));
      return rows;
    };
  return {
    name,
    fields: fieldTypes(options.fields),
    sensitive: sensitiveFields(relation.sources),
    strong: true,
    async *scan(reading) {
      const pages = store.pages(relation, reading.signal);
      try {
        for (;;) {
          const { done, value: page } = await read(name, reading, () => pages.next());
          if (done === true) return;
          reading.received(bytesOf(page));
          for (const texts of page) yield rowOf(texts);
        }
      } finally {
        await pages.return();
      }
    },
    async read(keys, reading) {
      const found = new Map<string, Row>();
      const run = runFor(reading);
      for (const part of parts([...new Set(keys)], store.keysACall)) {
        const asked = part.map((text) => partsOf(text, keyLength));
        for (const texts of await run(rereadStatement(relation, asked))) {
          const row = rowOf(texts);
          found.set(row.key, { ...row, image: texts.at(-1) ?? '{}' });
        }
      }
      return found;
    },
    async inspect(reading) {
      const run = runFor(reading);
      const [columns, unique] = [await run(columnsStatement(relation)), await run(uniqueStatement(relation))];
      return problemsOf(name, relation, columns, unique);
    },
    async estimate(reading) {
      return estimateOf(await runFor(reading)(estimateStatement(relation)));
    },
    ...(writable && {
      async write(write, { at }) {
        const [row] = await store.run(writeStatement(relation, partsOf(write.key, keyLength), write, at));
        if (row === undefined) {
          return { written: false, reason: 'the row is no longer what it was when it was compared' };
        }
        const isGone = write.kind === 'delete' || (write.kind === 'restore' && write.image === null);
        return { written: true, image: isGone ? null : (row[0] ?? null) };
      },
    }),
  };
}

function bytesOf(rows: readonly Texts[]): number {
  let bytes = 0;
  for (const row of rows) for (const text of row) bytes += text?.length ?? 0;
  return bytes;
}
