import type { Evidence } from '../../../chaos/evidence/index.ts';
import { checkersOf } from '../../../chaos/checkers/index.ts';
import { checkAll } from '../../../chaos/judge.ts';
import type { Check } from '../../../chaos/schemas/index.ts';

/**
 * The answer of one check; undefined if it does not apply. No other is asked: a mutation run tries every test on a mutant
 * that executes it.
 */
export function checkNamed(name: string, evidence: Evidence): Check | undefined {
  const [found] = checkAll(
    evidence,
    checkersOf(evidence.system).filter((one) => one.name === name),
  );
  return found;
}
