/**
 * Text fields over columns whose type has one spelling for each value. PostgreSQL itself turns a text of another store
 * into that spelling, by a cast that keeps the value exactly.
 */
import type { Reading, Spelling } from '../../engine/index.ts';
import { parts } from '../parts.ts';
import type { CatalogueColumn, CatalogueTable } from './catalogue.ts';
import type { MappedRelation } from './relation.ts';
import { documentOf, hasOneSpelling, knownSpelling } from './spelled-types.ts';
import { quoted, type Statement, type Texts } from './statement.ts';

const VALUES_AT_ONCE = 200;
/** Maximum number of spellings that are remembered. */
const MAX_KEPT = 10_000;

type Run = (statement: Statement) => Promise<readonly Texts[]>;

interface Asked {
  readonly column: CatalogueColumn;
  /** The value as JSON. */
  readonly document: string;
}

export function sqlSpelling(
  { sources }: MappedRelation,
  { columns }: CatalogueTable,
  run: (statement: Statement, reading: Reading) => Promise<readonly Texts[]>,
): Spelling {
  const types = new Map(
    sources.flatMap(({ field, from, type }) => {
      const column = columns.get(from);
      return type === 'text' && column !== undefined && hasOneSpelling(column) ? [[field, column] as const] : [];
    }),
  );
  const answers = new Map<string, string | undefined>();
  return {
    fields: new Set(types.keys()),
    varied: new Set([...types].flatMap(([field, { typeName }]) => (typeName === 'xml' ? [field] : []))),
    async normal(values, reading) {
      const spellings: (string | undefined)[] = [];
      const asked = new Map<string, Asked>();
      const open = new Map<number, string>();
      for (const [at, { field, value }] of values.entries()) {
        const column = types.get(field);
        spellings[at] = column && knownSpelling(column, value);
        const document = column && documentOf(column, value);
        if (column === undefined || document === undefined || spellings[at] !== undefined) continue;
        const id = JSON.stringify([field, document]);
        open.set(at, id);
        if (!answers.has(id)) asked.set(id, { column, document });
      }
      for (const batch of parts([...asked], VALUES_AT_ONCE)) {
        const texts = await spelled(
          batch.map(([, each]) => each),
          (statement) => run(statement, reading),
        );
        batch.forEach(([id], at) => answers.set(id, texts[at]));
      }
      for (const [at, id] of open) spellings[at] = answers.get(id);
      if (answers.size > MAX_KEPT) answers.clear();
      return spellings;
    },
  };
}

/** A value that the server refuses fails its whole statement, so such a batch is asked in halves. */
async function spelled(batch: readonly Asked[], run: Run): Promise<readonly (string | undefined)[]> {
  try {
    const [texts = []] = await run(spellingStatement(batch));
    return batch.map((_asked, at) => texts[at] ?? undefined);
  } catch (error) {
    if (!isAboutAValue(error)) throw error;
    if (batch.length === 1) return [undefined];
    const half = Math.ceil(batch.length / 2);
    return [...(await spelled(batch.slice(0, half), run)), ...(await spelled(batch.slice(half), run))];
  }
}

/**
 * The spelling is what a read returns: a cast to text. For XML it is what every client receives, which is without the
 * declaration.
 */
function spellingStatement(batch: readonly Asked[]): Statement {
  const selected = batch.map(({ column: { typeSchema, typeName } }, at) => {
    const text = typeName === 'xml' ? 'pg_catalog.concat(r.v)' : 'CAST(r.v AS text)';
    const type = `${quoted(typeSchema)}.${quoted(typeName)}`;
    return `(SELECT ${text} FROM pg_catalog.json_to_record(CAST(:v${at} AS json)) AS r(v ${type}))`;
  });
  return {
    sql: `SELECT ${selected.join(', ')}`,
    parameters: Object.fromEntries(batch.map(({ document }, at) => [`v${at}`, `{"v":${document}}`])),
  };
}

/** PostgreSQL's class of errors in values. The Data API passes the code on in its text. */
const VALUE_ERROR = /^22/;

function isAboutAValue(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && VALUE_ERROR.test(error.code)) return true;
  return /SQLState: 22/i.test(error.message) || isAboutAValue(error.cause);
}
