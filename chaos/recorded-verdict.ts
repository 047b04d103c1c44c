/** Holds the verdict that a journal records against the verdict on its files. */
import { isDeepStrictEqual } from 'node:util';
import { evidenceAgrees } from './checkers/evidence-agrees.ts';
import { evidenceSealed } from './checkers/evidence-sealed.ts';
import type { Check, Journal, VerdictName } from './schemas/index.ts';

interface Judged {
  readonly verdict: VerdictName;
  readonly reasons: readonly string[];
  readonly checks: readonly Check[];
}

type Recorded = Pick<Journal, 'status' | 'verdict' | 'reasons' | 'checks' | 'versions'>;

/**
 * How the recorded verdict differs from the one on the evidence, one sentence each. Another version of evenkeel may have
 * other checks and words for the same findings, so a verdict that one recorded needs only the same results.
 *
 * @param version of evenkeel that judges now; every word is compared if it is undefined or the one that recorded
 */
export function recordedDiffers(recorded: Recorded, judged: Judged, version?: string): string[] {
  // The seal says it all if files were changed, and it may be demanded more of than when the run ended.
  const isSealed = judged.checks.some(({ name, result }) => name === evidenceSealed.name && result === 'valid');
  if (!isSealed || recorded.status === 'running') return [];
  if (recorded.status === 'interrupted' || recorded.status === 'broken') {
    const hasNone = recorded.verdict === null && recorded.checks.length === 0;
    return hasNone ? [] : [`the run is ${recorded.status}, and the journal has a verdict on it`];
  }
  if (recorded.verdict === null) return ['the journal has no verdict on the run'];
  const by = `the verdict that evenkeel ${recorded.versions['evenkeel'] ?? 'of an unknown version'} recorded`;
  const isOwn = version === undefined || version === recorded.versions['evenkeel'];
  const checks = isOwn ? checksDiffer(recorded, judged) : resultsDiffer(recorded, judged);
  if (recorded.verdict !== judged.verdict) {
    return [`${by} is ${recorded.verdict}, and judged again ${judged.verdict}`, ...checks];
  }
  const hasReasons = !isOwn || isDeepStrictEqual(recorded.reasons, judged.reasons);
  return [...(hasReasons ? [] : [`${by} has other reasons`]), ...checks];
}

function checksDiffer(recorded: Recorded, judged: Judged): string[] {
  const then = new Map(recorded.checks.map((check) => [check.name, check]));
  // As the journal would record them.
  const now = new Map((JSON.parse(JSON.stringify(judged.checks)) as Check[]).map((check) => [check.name, check]));
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((name) => name !== evidenceSealed.name && !isContradicted(now.get(name)))
    .filter((name) => !isDeepStrictEqual(then.get(name), now.get(name)))
    .map((name) => `${name}: recorded as ${textOf(then.get(name))}, and judged again ${textOf(now.get(name))}`);
}

/** Of the checks that both versions know. */
function resultsDiffer(recorded: Recorded, judged: Judged): string[] {
  const then = new Map(recorded.checks.map((check) => [check.name, check.result]));
  return judged.checks
    .filter(({ name }) => name !== evidenceSealed.name && then.has(name))
    .filter((check) => !isContradicted(check) && then.get(check.name) !== check.result)
    .map(({ name, result }) => `${name}: recorded as ${String(then.get(name))}, and judged again ${result}`);
}

/** A check that says already what was forged. */
function isContradicted(check: Check | undefined): boolean {
  return check?.name === evidenceAgrees.name && check.result !== 'valid';
}

function textOf(check: Check | undefined): string {
  return check === undefined ? 'missing' : `${check.result} (${check.summary})`;
}
