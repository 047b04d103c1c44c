/** Prints the matrix: which checks each run failed. */
import type { Row } from './judgement.ts';

const MARKS = { valid: '.', invalid: 'x', unknown: '?' } as const;

/** One row, as printed when its run ends. */
export function lineOf({ name, run, standing, message }: Row): string {
  const where = standing === 'as expected' ? '' : ` (${run.folder})`;
  return `${name.padEnd(36)} ${(run.verdict ?? 'none').padEnd(8)} ${standing.padEnd(13)} ${run.seconds} s  ${message}${where}`;
}

/** Every run against every check: `.` valid, `x` invalid, `X` invalid as expected, `?` unknown. */
export function tableOf({
  sabotaged,
  sound,
}: {
  readonly sabotaged: readonly Row[];
  readonly sound: readonly Row[];
}): string[] {
  const checks = [...new Set([...sabotaged, ...sound].flatMap(({ run }) => run.checks.map(({ name }) => name)))];
  const width = Math.max(0, ...[...sabotaged, ...sound].map(({ name }) => name.length));
  const part = (title: string, rows: readonly Row[]) =>
    rows.length === 0
      ? []
      : ['', title, ...rows.map((row) => `  ${row.name.padEnd(width)}  ${marksOf(row, checks)}  ${resultOf(row)}`)];
  const numbers = checks.map((name, at) => `  ${String(at + 1).padStart(2)} ${name}`);
  const head = `  ${' '.repeat(width)}  ${checks.map((_name, at) => String(at + 1).padStart(2)).join(' ')}`;
  return [...numbers, '', head, ...part('Sabotaged systems', sabotaged), ...part('The unmodified system', sound)];
}

/** For each sabotage or pair: the checks that must catch it, those that did, the verdict and the real seconds. */
export function catchesOf(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const cells = [
    ['sabotage', 'wanted', 'caught by', 'verdict', 'seconds'],
    ...rows.map(({ name, run, wanted, caughtBy }) => [
      name,
      wanted.join(' or '),
      caughtBy.join(', ') || 'NOT CAUGHT',
      run.verdict ?? 'none',
      String(run.seconds),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_heading, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function marksOf({ run, wanted }: Row, checks: readonly string[]): string {
  const marks = checks.map((name) => {
    const result = run.checks.find((check) => check.name === name)?.result;
    if (result === undefined) return ' ';
    return result === 'invalid' && wanted.includes(name) ? 'X' : MARKS[result];
  });
  return marks.map((mark) => mark.padStart(2)).join(' ');
}

function resultOf({ run, standing, message, wanted }: Row): string {
  const verdict = `${(run.verdict ?? 'none').padEnd(7)} ${String(run.seconds).padStart(4)} s`;
  if (standing !== 'as expected') return `${verdict}  ${standing}: ${message}`;
  return wanted.length === 0 ? verdict : `${verdict}  ${message}`;
}
