/** Experiments and plans as documents: YAML in, values that cannot be wrong out, or every problem at once. */
import { Experiment, Plan } from '../contract/index.ts';
import { checkAlarms, checkFaults, checkPhases } from './cross-checks.ts';
import { Draft } from './draft.ts';
import { readDocument } from './read.ts';

export { DocumentError, type Problem } from './problems.ts';

/**
 * @param alarms names of the sound template's alarms, without the stage's prefix; unchecked when absent
 * @throws DocumentError
 */
export function parseExperiment(text: string, source: string, alarms?: readonly string[]): Experiment {
  return readDocument(text, source, Experiment, (raw) => {
    const draft = Draft.parse(raw);
    return [...checkPhases(draft), ...checkFaults(draft), ...checkAlarms(draft, alarms)];
  });
}

/** @throws DocumentError */
export function parsePlan(text: string, source: string): Plan {
  return readDocument(text, source, Plan, () => []);
}
