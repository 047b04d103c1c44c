/**
 * The view of a PostgreSQL table that all stores share. They differ in how they run a statement and how they page a
 * scan.
 */
import { type Reading, type Row, type Spelling, StoreReadError, type View } from '../../engine/index.ts';
import { fieldTypes, sensitiveFields } from '../field.ts';
import { parts } from '../parts.ts';
import { read } from '../reading.ts';
import { UnseenFields } from '../unseen.ts';
import { whereText } from '../where.ts';
import { estimateStatement, estimateOf } from './estimate.ts';
import { encodedKeys } from './encoding.ts';
import { groupedColumns, groupSelections } from './groups.ts';
import { type CatalogueTable, readCatalogue } from './catalogue.ts';
import { problemsOf } from './inspect.ts';
import { keyTypes, sqlKey } from './key.ts';
import { type Paged, wholeTable } from './paged.ts';
import { onlyPart, tableParts } from './parts.ts';
import { sqlPushdown } from './pushdown.ts';
import { keyOf, mappedRelation, rowReader, type SqlViewOptions, strongRowReader } from './relation.ts';
import { sqlSpelling } from './spelling.ts';
import { rereadStatement, type Statement, type Texts } from './statement.ts';
import { updatableProblems } from './updatable.ts';
import type { SqlStore } from './store.ts';
import { readImages, sqlImages, sqlWriting } from './writing.ts';

export function sqlView<Field extends string>(options: SqlViewOptions<Field>, store: SqlStore): View<Field> {
  const { name, writable = false } = options;
  const relation = mappedRelation(options);
  const keyLength = relation.key.length;
  const encoded = encodedKeys();
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
  let spelling: Promise<Spelling> | undefined;
  const readSpelling = (catalogue: CatalogueTable): Spelling => sqlSpelling(relation, catalogue, run);
  return {
    name,
    spelling(reading) {
      const known = spelling ?? readCatalogue(relation, (statement) => run(statement, reading)).then(readSpelling);
      spelling = known;
      // If it fails, the next read tries again.
      known.catch(() => (spelling = undefined));
      return known;
    },
    fields: fieldTypes(options.fields),
    sensitive: sensitiveFields(relation.sources),
    ...(relation.restrictions.length > 0 && { where: whereText(relation.restrictions) }),
    strong: true,
    hasJsonNull: true,
    images: sqlImages(relation),
    async *scan(reading) {
      const unseen = new UnseenFields(
        name,
        relation.sources.filter(({ within }) => within.length > 0),
      );
      const paged = wholeTable(relation, onlyPart(relation, reading));
      for await (const page of pagesOf(paged, reading)) {
        for (const texts of page) {
          const row = rowOf(texts);
          unseen.add(row);
          yield row;
        }
      }
      unseen.report(reading);
    },
    groupReader(grouped) {
      const columns = groupedColumns(relation, grouped);
      if (columns === undefined) return undefined;
      return async function* readGroups(groups, reading) {
        for (const selection of groupSelections(relation, columns, groups, store.keysPerCall)) {
          for await (const page of pagesOf(selection, reading)) for (const texts of page) yield rowOf(texts);
        }
      };
    },
    parts: tableParts(relation, run),
    keyTypes: keyTypes(relation.key),
    whyNotHeld: (key) => sqlKey(relation.key, key).reason ?? encoded.whyNotHeld(key),
    async read(keys, reading) {
      const found = new Map<string, Row>();
      const image = await read(name, reading, () => writing?.selection() ?? readImages(relation));
      const held = [...new Set(keys)].flatMap((key) => {
        const { parts: keyParts } = sqlKey(relation.key, key);
        return keyParts === undefined ? [] : [{ key, keyParts }];
      });
      for (const part of parts(held, store.keysPerCall)) {
        const rows = new Map<string, Row>();
        const selected = await encoded.read(
          part,
          async (asked) => {
            const tuples = asked.map(({ keyParts }) => keyParts);
            const { unpacked, ...statement } = rereadStatement(relation, tuples, image.expressions);
            return (await run(statement, reading)).map(unpacked);
          },
          (statement) => run(statement, reading),
        );
        for (const texts of selected) {
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
      spelling = Promise.resolve(readSpelling(catalogue));
      const problems = problemsOf(name, relation, catalogue);
      if (writing === undefined || problems.length > 0) return problems;
      const unwritable = updatableProblems(name, relation, catalogue);
      if (unwritable.length > 0) return unwritable;
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
