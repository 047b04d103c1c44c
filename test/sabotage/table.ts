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

function marksOf({ run, expectedCheck }: Row, checks: readonly string[]): string {
  const marks = checks.map((name) => {
    const result = run.checks.find((check) => check.name === name)?.result;
    if (result === undefined) return ' ';
    return result === 'invalid' && name === expectedCheck ? 'X' : MARKS[result];
  });
  return marks.map((mark) => mark.padStart(2)).join(' ');
}

function resultOf({ run, standing, message, expectedCheck }: Row): string {
  const verdict = `${(run.verdict ?? 'none').padEnd(7)} ${String(run.seconds).padStart(4)} s`;
  if (standing !== 'as expected') return `${verdict}  ${standing}: ${message}`;
  return expectedCheck === undefined ? verdict : `${verdict}  ${message}`;
}
