import type { Draft, DraftProbe } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { unknownName } from './names.ts';

/** What a document's surroundings tell of what it names. */
export interface Surroundings {
  /**
   * Names of the alarms that the system's templates have, without its prefix; unchecked when absent.
   */
  readonly alarms?: readonly string[] | undefined;
  /** Whether there is a file, relative to the document; unchecked when absent. */
  readonly exists?: ((file: string) => boolean) | undefined;
}

/** Probes of the steady state, and those that stop a run. */
export function checkProbes(draft: Draft, surroundings: Surroundings): Problem[] {
  const { steadyState, stopConditions = [], system } = draft;
  const probes = [
    ...(['before', 'after'] as const).flatMap((when) =>
      (steadyState?.[when] ?? []).map((probe, at) => ({ probe, path: `steadyState.${when}[${at}]` })),
    ),
    ...stopConditions.map(({ probe }, at) => ({ probe: probe ?? {}, path: `stopConditions[${at}].probe` })),
  ];
  return [
    ...probes.flatMap(({ probe, path }) => checkProbe(probe, path, system === 'own', surroundings)),
    ...stopConditions.flatMap(({ when, name }, at) =>
      when === 'alarm' ? unknownName('alarm', { name, path: `stopConditions[${at}].name` }, surroundings.alarms) : [],
    ),
  ];
}

function checkProbe(
  { probe, names = [], file, atMost, atLeast }: DraftProbe,
  path: string,
  own: boolean,
  { alarms, exists }: Surroundings,
): Problem[] {
  if (probe === 'alarms') {
    return names.flatMap((name, at) => unknownName('alarm', { name, path: `${path}.names[${at}]` }, alarms));
  }
  if (probe === 'metric' && atMost === undefined && atLeast === undefined) {
    return [{ path, message: 'asks nothing of the metric; say atMost or atLeast' }];
  }
  if (probe === 'module' && file !== undefined && exists?.(file) === false) {
    return [{ path: `${path}.file`, message: `there is no file ${file}; it is looked for beside the experiment` }];
  }
  if (probe === 'reconcile-clean' && own) {
    return [{ path, message: 'asks the commerce reconciler; a system of your own has none that is known' }];
  }
  return [];
}
