/** Parses experiments and plans: YAML in, valid values out, or all problems at once. */
import { Experiment, Plan } from '../schemas/index.ts';
import { Draft, PlanDraft } from './draft.ts';
import { readDocument } from './read.ts';
import { type Surroundings, validate } from './validation/index.ts';

export { DocumentError, type Problem } from './problems.ts';
export { experimentSchema } from './schema.ts';
export type { Surroundings } from './validation/index.ts';

/** @throws DocumentError */
export function parseExperiment(text: string, source = 'the experiment', surroundings: Surroundings = {}): Experiment {
  return readDocument(text, source, Experiment, (raw) => validate(Draft.parse(raw), surroundings));
}

/** @throws DocumentError */
export function parsePlan(text: string, source = 'the plan', { exists }: Pick<Surroundings, 'exists'> = {}): Plan {
  return readDocument(text, source, Plan, (raw) => {
    const { experiments = [] } = PlanDraft.parse(raw);
    return experiments.flatMap((file, at) =>
      file === undefined || exists === undefined || exists(file)
        ? []
        : [{ path: `experiments[${at}]`, message: `there is no file ${file}; the path is relative to the plan` }],
    );
  });
}
