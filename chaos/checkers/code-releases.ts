/** What the code of a release did to the operations that it handled, by the definition. */
import { releasePlanOf } from '../prediction/index.ts';
import type { Experiment, Operation, RunEvent } from '../schemas/index.ts';
import type { SystemDefinition } from '../system/index.ts';
import { hitsIn } from './fault-hits.ts';

/** The definition's releases whose code handled an operation, by its correlation id. */
export function codeReleases(
  { faults }: Experiment,
  events: readonly RunEvent[],
): (correlationId: string) => readonly string[] {
  const wasHit = hitsIn(events);
  const releases = faults.flatMap((fault) => {
    const code = releasePlanOf(fault)?.code;
    return code === undefined ? [] : [{ id: fault.id, code }];
  });
  return (correlationId) => releases.filter(({ id }) => wasHit(id, correlationId)).map(({ code }) => code);
}

/** A difference that the reconciler must find, because a release wrote it. */
export interface ReleasedDrift {
  readonly rule: string;
  readonly key: string;
  readonly description: string;
}

/** The differences that the releases of an experiment left. */
export function releasedDrift(
  history: readonly Operation[],
  experiment: Experiment,
  events: readonly RunEvent[],
  system: SystemDefinition | undefined,
): ReleasedDrift[] {
  const releasesOf = codeReleases(experiment, events);
  const known = new Map((system?.releases ?? []).map((release) => [release.name, release]));
  return history.flatMap(({ correlationId, asked = {} }) =>
    releasesOf(correlationId).flatMap((name) => {
      const release = known.get(name);
      if (release === undefined) return [];
      return [{ ...release.drift({ correlationId, asked }), description: `the version ${name} wrote it` }];
    }),
  );
}
