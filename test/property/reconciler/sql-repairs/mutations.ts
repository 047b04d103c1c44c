import type { Mutation } from '../mutation.ts';

const sql = (name: string): string => `reconciler/stores/sql/${name}.ts`;

export const sqlMutations: readonly Mutation[] = [
  {
    name: 'a copy stores the form that is compared',
    file: sql('written-values'),
    search: 'kept?.store === STORE',
    replace: "kept?.store === 'nowhere'",
  },
  {
    name: 'an image is made by a cast to text',
    file: sql('write-statement'),
    search: 'renderedAs === undefined ? reference :',
    replace: 'renderedAs === undefined ? `CAST(${reference} AS text)` :',
  },
  {
    name: 'a row of nulls is treated as null',
    file: sql('write-statement'),
    search: 'renderedAs === undefined ? reference :',
    replace: 'renderedAs === undefined ? `CASE WHEN ${reference} IS NOT NULL THEN ${reference} END` :',
  },
  {
    name: 'references to the catalogue are kept by name',
    file: sql('written-table'),
    search: "if (type.startsWith('reg')) return 'oid';",
    replace: '',
  },
  {
    name: 'floats have as many digits as the session sets',
    file: sql('session'),
    search: "  extra_float_digits: '3',\n",
    replace: '',
  },
  {
    name: 'dates have the style that the session sets',
    file: sql('session'),
    search: "  DateStyle: 'ISO, YMD',\n",
    replace: '',
  },
  {
    name: 'the guard compares only declared columns',
    file: sql('row-image'),
    search: 'one.xmin !== other.xmin',
    replace: 'one.xmin === undefined',
  },
  {
    name: 'generated columns are written',
    file: sql('written-values'),
    search: ' || column.isGenerated',
    replace: '',
  },
  {
    name: 'the database chooses the values of identity columns',
    file: sql('write-statement'),
    search: "' OVERRIDING SYSTEM VALUE'",
    replace: "''",
  },
  {
    name: 'sequences stay behind the keys that are written',
    file: sql('sequence'),
    search: 'if (behind <= 0) continue;',
    replace: 'if (behind !== -1) continue;',
  },
  {
    name: 'rows that a deletion also deletes are not recorded',
    file: sql('dependents'),
    search: 'if (onDelete === undefined) return [];',
    replace: 'if (onDelete !== undefined) return [];',
  },
  {
    name: 'rows that a deletion changes are recorded as deleted',
    file: sql('dependents'),
    search: "if (onDelete === 'CASCADE') return row;",
    replace: 'if (onDelete !== undefined) return row;',
  },
];
