/** Experiments and plans as documents: YAML in, values that cannot be wrong out, or every problem at once. */
import { Experiment, Plan } from '../schemas/index.ts';
import { crossChecks, type Surroundings } from './checks/index.ts';
import { Draft, PlanDraft } from './draft.ts';
import { readDocument } from './read.ts';

export type { Surroundings } from './checks/index.ts';
export { DocumentError, type Problem } from './problems.ts';
export { experimentSchema } from './schema.ts';

/** @throws DocumentError */
export function parseExperiment(text: string, source: string, surroundings: Surroundings = {}): Experiment {
  return readDocument(text, source, Experiment, (raw) => crossChecks(Draft.parse(raw), surroundings));
}

/** @throws DocumentError */
export function parsePlan(text: string, source: string, { exists }: Pick<Surroundings, 'exists'> = {}): Plan {
  return readDocument(text, source, Plan, (raw) => {
    const { experiments = [] } = PlanDraft.parse(raw);
    return experiments.flatMap((file, at) =>
      file === undefined || exists === undefined || exists(file)
        ? []
        : [{ path: `experiments[${at}]`, message: `there is no file ${file}; it is looked for beside the plan` }],
    );
  });
}
