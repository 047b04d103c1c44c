import { comparisons } from './agreement/index.ts';
import type { Check } from '../schemas/index.ts';
import { type Checker, type CheckResult, counted, INCOMPLETE, unknown, valid } from './checker.ts';
import { requiredParts } from './evidence-whole.ts';

const name = 'evidence-agrees';

/** Facts that stand in several files of the run agree. A contradiction shows that one of them is wrong, not which one. */
export const evidenceAgrees: Checker = {
  name,
  appliesTo: () => true,
  check: (evidence) => {
    const missing = requiredParts(evidence).flatMap((required) => {
      const part = evidence.parts[required];
      return part.complete ? [] : [part.reason];
    });
    const compared = comparisons.map((one) => ({ one, lines: one.contradictions(evidence) }));
    const contradictions = compared.flatMap(({ one, lines = [] }) => lines.map((line) => `${one.name}: ${line}`));
    if (contradictions.length > 0) return { name, ...contradicting(contradictions) };
    if (missing.length > 0) return { name, ...unknown(INCOMPLETE, [...new Set(missing)]) };
    const made = compared.filter(({ lines }) => lines !== undefined).length;
    return { name, ...valid(`The files of the run agree with each other in ${counted(made, 'comparison')}.`) };
  },
};

function contradicting(lines: readonly string[]): CheckResult {
  return unknown('The evidence contradicts itself.', lines);
}

/** The check with further contradictions. */
export function contradicted(check: Check, lines: readonly string[]): Check {
  const earlier = check.result === 'valid' ? [] : check.evidence;
  return { name: check.name, ...contradicting([...earlier, ...lines]) };
}
