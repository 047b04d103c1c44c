import { everyRow, pageStatement, type Relation, type Statement, type Texts } from './statement.ts';

/** A selection that can run as one statement, or page by page in the order of its key. */
export interface Paged {
  whole(): Statement;
  /** @param after the parts of the key of the last row of the page before; undefined for the first page */
  page(after: readonly string[] | undefined, rows: number): Statement;
  /** The parts of the key of a selected row. */
  keyOf(texts: Texts): readonly string[];
}

/** @param only a condition on the table `t` */
export const wholeTable = (relation: Relation, only?: Statement): Paged => ({
  whole: () => everyRow(relation, only),
  page: (after, rows) => pageStatement(relation, after, rows, only),
  keyOf: (texts) => texts.slice(0, relation.key.length).map(String),
});
