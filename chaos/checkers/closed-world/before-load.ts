/** Compares what the stores hold before the load with what the definition says of them. */
import type { Expectations, JudgedSnapshot } from '../../system/index.ts';
import { noFindings, type WorldFindings } from './findings.ts';
import { explainSeeded } from './seeded.ts';
import { explainCopies, explainStamps, type StatedViews } from './stated-views.ts';
import type { World } from './world.ts';

/** @returns undefined if the definition says nothing of the stores before the load */
export function explainBefore(
  before: JudgedSnapshot,
  expect: Pick<Expectations, 'seeded'>,
  stated: StatedViews,
  journal: Pick<World['journal'], 'regions'>,
): WorldFindings | undefined {
  const seeded = explainSeeded(before, expect, journal);
  if (seeded === undefined && stated.size === 0) return undefined;
  const findings = seeded ?? noFindings();
  explainCopies(before, stated, findings);
  explainStamps(before, stated, findings);
  return findings;
}
