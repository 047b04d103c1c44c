/** The matrix of sabotages, as text. */
import type { Row } from './judgement.ts';

const HEADINGS = { name: 'sabotage', expectedCheck: 'check that must catch it', verdict: 'verdict' };

/** A line for each sabotage, below a line with headings. */
export function matrixOf(rows: readonly Row[]): string[] {
  const cells = [HEADINGS, ...rows].map(({ name, expectedCheck, verdict }) => [name, expectedCheck, verdict ?? 'none']);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], last: string) =>
    [...row.map((cell, column) => cell.padEnd(widths[column] ?? 0)), last].join('  ');
  const results = ['caught', ...rows.map(resultOf)];
  return cells.map((row, at) => line(row, results[at] ?? ''));
}

const resultOf = ({ caught, problems }: Row): string => (caught ? 'yes' : `NO: ${problems.join('; ')}`);
