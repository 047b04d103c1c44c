import type { Progress } from '@evenkeel/reconciler';
import type { Terminal } from '../../terminal.ts';

/** Real milliseconds between redraws. */
const EVERY_MS = 250;

/**
 * Shows on a terminal what is happening right now. While rows are read: how much, how fast, and how long the rest will take
 * if the stores' statistics say how much there is.
 *
 * @param expected bytes of a full pass, by rule
 * @param now real milliseconds
 */
export function progressLine(
  terminal: Pick<Terminal, 'tick'>,
  expected: ReadonlyMap<string, number>,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  const began = now();
  let drawn = -Infinity;
  const read = new Map<string, number>();
  return (progress) => {
    if (progress.kind === 'reading') {
      read.set(progress.rule, progress.bytes);
      if (now() - drawn < EVERY_MS) return;
      drawn = now();
      terminal.tick(readingText(read, expected, (drawn - began) / 1000));
      return;
    }
    drawn = now();
    terminal.tick(`${progress.rule}: ${textOf(progress)}`);
  };
}

function readingText(
  read: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  seconds: number,
): string {
  const bytes = [...read.values()].reduce((sum, each) => sum + each, 0);
  const rate = bytes / Math.max(seconds, 0.001);
  const text = `${bytesText(bytes)} read, ${bytesText(rate)}/s`;
  if ([...read.keys()].some((rule) => !expected.has(rule))) return text;
  const left = [...expected].reduce((sum, [rule, whole]) => sum + Math.max(0, whole - (read.get(rule) ?? 0)), 0);
  return `${text}, about ${Math.ceil(left / Math.max(rate, 1))} s left`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Such as `12.3 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}

function textOf(progress: Exclude<Progress, { kind: 'reading' }>): string {
  switch (progress.kind) {
    case 'scanned':
      return `${progress.left} | ${progress.right} rows read, ${progress.candidates} candidates`;
    case 'settling':
      return `waiting for ${progress.candidates} candidates to settle, round ${progress.round}`;
    case 'settled':
      return `${progress.drift} drift, ${progress.deferred} deferred`;
    case 'repaired':
      return `${progress.key} ${progress.repaired ? 'repaired' : `not repaired: ${progress.reason ?? ''}`}`;
  }
}
