/**
 * The view of a PostgreSQL table that all stores share. They differ in how they run a statement and how they page a
 * scan.
 */
import { type Reading, type Row, StoreReadError, type View } from '../../engine/index.ts';
import { fieldTypes, sensitiveFields } from '../field.ts';
import { parts } from '../parts.ts';
import { read } from '../reading.ts';
import { estimateStatement, estimateOf } from './estimate.ts';
import { readCatalogue } from './catalogue.ts';
import { problemsOf } from './inspect.ts';
import { keyTypes, sqlKey } from './key.ts';
import { type Paged, wholeTable } from './paged.ts';
import { sqlPushdown } from './pushdown.ts';
import { keyOf, mappedRelation, rowReader, type SqlViewOptions, strongRowReader } from './relation.ts';
import { rereadStatement, type Statement, type Texts } from './statement.ts';
import type { SqlStore } from './store.ts';
import { readImages, sqlImages, sqlWriting } from './writing.ts';

export function sqlView<Field extends string>(options: SqlViewOptions<Field>, store: SqlStore): View<Field> {
  const { name, writable = false } = options;
  const relation = mappedRelation(options);
  const keyLength = relation.key.length;
  const writing = writable ? sqlWriting(relation, options, store) : undefined;
  const named =
    (reader: (texts: Texts) => Row) =>
    (texts: Texts): Row => {
      try {
        return reader(texts);
      } catch (error) {
        throw new StoreReadError(name, error);
      }
    };
  const rowOf = named(rowReader(relation));
  const strongRowOf = named(strongRowReader(relation));
  const run = async (statement: Statement, reading: Reading): Promise<Texts[]> => {
    const rows = await read(name, reading, () => store.run(statement, reading.signal));
    reading.received(bytesOf(rows));
    return rows;
  };
  async function* received(
    pages: AsyncGenerator<readonly Texts[], void>,
    reading: Reading,
  ): AsyncGenerator<readonly Texts[], void> {
    try {
      for (;;) {
        const { done, value: page } = await read(name, reading, () => pages.next());
        if (done === true) return;
        reading.received(bytesOf(page));
        yield page;
      }
    } finally {
      await pages.return();
    }
  }
  const pagesOf = (paged: Paged, reading: Reading) => received(store.pages(paged, reading.signal), reading);
  return {
    name,
    fields: fieldTypes(options.fields),
    sensitive: sensitiveFields(relation.sources),
    strong: true,
    hasJsonNull: true,
    images: sqlImages(relation),
    async *scan(reading) {
      for await (const page of pagesOf(wholeTable(relation), reading)) for (const texts of page) yield rowOf(texts);
    },
    keyTypes: keyTypes(relation.key),
    whyNotHeld: (key) => sqlKey(relation.key, key).reason,
    async read(keys, reading) {
      const found = new Map<string, Row>();
      const image = await read(name, reading, () => writing?.selection() ?? readImages(relation));
      const held = [...new Set(keys)].flatMap((key) => {
        const { parts: keyParts } = sqlKey(relation.key, key);
        return keyParts === undefined ? [] : [{ key, keyParts }];
      });
      for (const part of parts(held, store.keysPerCall)) {
        const asked = part.map(({ keyParts }) => keyParts);
        const rows = new Map<string, Row>();
        for (const texts of await run(rereadStatement(relation, asked, [image.sql]), reading)) {
          const row = strongRowOf(texts);
          rows.set(row.key, { ...row, image: image.imageIn(texts) });
        }
        for (const { key, keyParts } of part) {
          const row = rows.get(keyOf(keyParts, keyLength));
          if (row !== undefined) found.set(key, { ...row, key });
        }
      }
      return found;
    },
    async inspect(reading) {
      const catalogue = await readCatalogue(relation, (statement) => run(statement, reading));
      const problems = problemsOf(name, relation, catalogue);
      if (writing === undefined || problems.length > 0) return problems;
      return writing.inspect((statement) => run(statement, reading));
    },
    async estimate(reading) {
      return estimateOf(await run(estimateStatement(relation), reading));
    },
    pushdown(fields, reading) {
      const { stream, parting, cellsPerRow, maxCells } = store;
      const rowsOf =
        stream &&
        ((statement: Statement, atOnce: number, own: Reading) => received(stream(statement, atOnce, own.signal), own));
      return sqlPushdown(
        name,
        relation,
        fields,
        { run, pages: pagesOf, stream: rowsOf, rowOf, parting, cellsPerRow, maxCells },
        reading,
      );
    },
    ...(writing && { write: writing.write, imageBefore: writing.imageBefore }),
  };
}

function bytesOf(rows: readonly Texts[]): number {
  let bytes = 0;
  for (const row of rows) for (const text of row) bytes += text?.length ?? 0;
  return bytes;
}
