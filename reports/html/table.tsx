import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly numeric?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  /** The first column is the row's heading. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** A table that turns into a list of labelled values on a narrow page. */
export function Table<Row>({ caption, columns, rows }: TableProps<Row>) {
  return (
    <div class="scroll">
      <table class="stack">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, numeric }) => (
              <th scope="col" class={numeric === true ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{columns.map((column, index) => cellOf(column, row, index === 0))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf<Row>({ head, cell, numeric }: Column<Row>, row: Row, isHeading: boolean) {
  const alignment = numeric === true ? 'number' : undefined;
  if (isHeading) return <th scope="row">{cell(row)}</th>;
  return (
    <td class={alignment} data-label={head}>
      <span>{cell(row)}</span>
    </td>
  );
}
