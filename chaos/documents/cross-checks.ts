import { JOURNEYS } from '../contract/index.ts';
import { DriftParameters, stepFaults } from '../faults/index.ts';
import type { Draft } from './draft.ts';
import type { Problem } from './problems.ts';
import { problemsOf } from './read.ts';

/** Failures of one step after which the services give a correlation id up, and its saga is rolled back. */
const FAILURE_LIMIT = 3;

export function checkPhases(draft: Draft): Problem[] {
  const phases = draft.phases ?? [];
  return [
    ...repeated(phases.map(({ name }, at) => ({ name, path: `phases[${at}].name` }))),
    ...phases.flatMap(({ scenarios = [] }, at) => [
      ...repeated(scenarios.map(({ name }, index) => ({ name, path: `phases[${at}].scenarios[${index}].name` }))),
      ...scenarios.flatMap(({ journey }, index) =>
        journey === undefined || JOURNEYS.some((known) => known === journey)
          ? []
          : [unknownName(`phases[${at}].scenarios[${index}].journey`, 'journey', journey, JOURNEYS)],
      ),
    ]),
  ];
}

export function checkFaults(draft: Draft): Problem[] {
  const faults = [...(draft.faults ?? []), ...(draft.drift ?? [])];
  const first = draft.faults?.length ?? 0;
  const pathAt = (at: number) => (at < first ? `faults[${at}]` : `drift[${at - first}]`);
  return [
    ...repeated(faults.map(({ id }, at) => ({ name: id, path: `${pathAt(at)}.id` }))),
    ...(draft.faults ?? []).flatMap((fault, at) => [
      ...checkKind(fault, `faults[${at}]`),
      ...checkAttempts(fault, `faults[${at}]`),
      ...checkAim(fault, `faults[${at}]`, draft.phases ?? []),
    ]),
    ...(draft.drift ?? []).flatMap(({ parameters }, at) =>
      parametersProblems(DriftParameters.safeParse(parameters ?? {}), `drift[${at}]`),
    ),
  ];
}

export function checkAlarms(draft: Draft, known: readonly string[] | undefined): Problem[] {
  const causes = [...(draft.faults ?? []), ...(draft.drift ?? [])].flatMap(({ id }) => (id === undefined ? [] : [id]));
  return (draft.expect?.alarms ?? []).flatMap(({ name, cause }, at) => [
    ...(name === undefined || known === undefined || known.includes(name)
      ? []
      : [unknownName(`expect.alarms[${at}].name`, 'alarm', name, known)]),
    ...(cause === undefined || causes.includes(cause)
      ? []
      : [unknownName(`expect.alarms[${at}].cause`, 'fault or drift of this experiment', cause, causes)]),
  ]);
}

type DraftFault = NonNullable<Draft['faults']>[number];

function checkKind({ fault, parameters }: DraftFault, path: string): Problem[] {
  if (fault === undefined) return [];
  const known = stepFaults.find(({ name }) => name === fault);
  if (known === undefined) {
    return [
      unknownName(
        `${path}.fault`,
        'fault',
        fault,
        stepFaults.map(({ name }) => name),
      ),
    ];
  }
  return parametersProblems(known.parameters.safeParse(parameters ?? {}), path);
}

function checkAttempts({ attempts }: DraftFault, path: string): Problem[] {
  if (typeof attempts !== 'number' || attempts < FAILURE_LIMIT) return [];
  const message = `${attempts} attempts reach the services' failure limit of ${FAILURE_LIMIT}, so no retry would succeed; say less, or always`;
  return [{ path: `${path}.attempts`, message }];
}

function checkAim(
  { scenario, leaseSeconds }: DraftFault,
  path: string,
  phases: NonNullable<Draft['phases']>,
): Problem[] {
  if (scenario === undefined) return [];
  const aimed = phases.filter(({ scenarios = [] }) => scenarios.some(({ name }) => name === scenario));
  const [phase] = aimed;
  if (phase === undefined || aimed.length > 1) {
    const message = `scenario ${scenario} stands in ${aimed.length} phases; a fault's scenario belongs to exactly one`;
    return [{ path: `${path}.scenario`, message }];
  }
  const needed = (phase.seconds ?? 0) + (phase.drainSeconds ?? 0);
  if (leaseSeconds === undefined || leaseSeconds > needed) return [];
  const message = `a lease of ${leaseSeconds} s ends before its phase and drain, ${needed} s; make it longer`;
  return [{ path: `${path}.leaseSeconds`, message }];
}

function parametersProblems(
  result: {
    readonly success: boolean;
    readonly error?: { readonly issues: Parameters<typeof problemsOf>[0][] } | undefined;
  },
  path: string,
): Problem[] {
  const issues = result.error?.issues ?? [];
  return issues.flatMap((issue) => problemsOf({ ...issue, path: [`${path}.parameters`, ...issue.path] }));
}

function repeated(names: readonly { readonly name: string | undefined; readonly path: string }[]): Problem[] {
  return names.flatMap(({ name, path }, at) =>
    name !== undefined && names.findIndex((other) => other.name === name) < at
      ? [{ path, message: `${name} is taken already` }]
      : [],
  );
}

function unknownName(path: string, what: string, name: string, known: readonly string[]): Problem {
  return { path, message: `there is no ${what} ${name}; known: ${known.join(', ')}` };
}
