import type { DescribedStores, SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftProbe } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { unknownName } from './names.ts';

/** A queue that feeds a function. A message that fails comes again after its visibility timeout, in real seconds. */
interface FeedingQueue {
  readonly name: string;
  readonly visibilitySeconds: number;
}

/** What is known about the things that a document names. */
export interface Surroundings {
  /** Names of the alarms in the system's templates, without its prefix. Not checked when absent. */
  readonly alarms?: readonly string[] | undefined;
  /** The definition of the system; absent if it has none. */
  readonly system?: SystemDefinition | undefined;
  /** Its views and rules. Not checked when absent. */
  readonly stores?: DescribedStores | undefined;
  /** The queues that feed functions, by the system's templates, and the speed of its clock. Not checked when absent. */
  readonly queues?: { readonly speed: number; readonly feeding: readonly FeedingQueue[] } | undefined;
  /** The services of all wrapped handlers, by the code of the app. Not checked when absent. */
  readonly services?: readonly string[] | undefined;
  /** Whether the app has a REST API. Not checked when absent. */
  readonly hasApi?: boolean | undefined;
  /** Whether a file exists, relative to the document. Not checked when absent. */
  readonly exists?: ((file: string) => boolean) | undefined;
}

/** Problems of the steady state's probes and of stop conditions. */
export function probeProblems({ steadyState, stopConditions = [] }: Draft, surroundings: Surroundings): Problem[] {
  const probes = [
    ...(['before', 'after'] as const).flatMap((when) =>
      (steadyState?.[when] ?? []).map((probe, at) => ({ probe, path: `steadyState.${when}[${at}]` })),
    ),
    ...stopConditions.map(({ probe }, at) => ({ probe: probe ?? {}, path: `stopConditions[${at}].probe` })),
  ];
  return [
    ...probes.flatMap(({ probe, path }) => problemsOfProbe(probe, path, surroundings)),
    ...stopConditions.flatMap(({ when, name }, at) =>
      when === 'alarm' ? unknownName('alarm', { name, path: `stopConditions[${at}].name` }, surroundings.alarms) : [],
    ),
  ];
}

/** Statuses whose answers have no body. */
const isBodiless = (status: number | undefined): boolean => status === 204 || status === 205 || status === 304;

function problemsOfProbe(
  { probe, names = [], file, status = [], contains, atMost, atLeast }: DraftProbe,
  path: string,
  { alarms, exists, system }: Surroundings,
): Problem[] {
  if (probe === 'alarms') {
    return names.flatMap((name, at) => unknownName('alarm', { name, path: `${path}.names[${at}]` }, alarms));
  }
  if (probe === 'metric' && atMost === undefined && atLeast === undefined) {
    return [{ path, message: 'has no limit for the metric; add atMost or atLeast' }];
  }
  if (probe === 'http' && contains !== undefined && status.length > 0 && status.every(isBodiless)) {
    return [
      { path: `${path}.contains`, message: `needs a body, and an answer of status ${status.join(' or ')} has none` },
    ];
  }
  if (probe === 'module' && file !== undefined && exists?.(file) === false) {
    return [{ path: `${path}.file`, message: `there is no file ${file}; the path is relative to the experiment` }];
  }
  if (probe === 'reconcile-clean' && system === undefined) {
    return [{ path, message: "needs the system's reconciler, but the system has no definition that names one" }];
  }
  return [];
}
