import type { Journal } from '../contract/index.ts';
import type { Finding } from './checker.ts';

/** Real milliseconds by which the harness may have been held up before what it and its neighbours timed says nothing. */
const HELD_UP_MS = 500;

/** A time over its budget proves something only where the harness kept its own time. */
export function timed(finding: Finding, { figures }: Pick<Journal, 'figures'>): Finding {
  const heldUp = figures['harnessDelayMs'] ?? 0;
  if (finding.result !== 'invalid' || heldUp <= HELD_UP_MS) return finding;
  const summary = `The harness itself was held up for ${Math.round(heldUp)} ms, so no time is proof: ${finding.summary}`;
  return { ...finding, result: 'unknown', summary };
}
