import { release } from '../../faults/release.ts';
import { endToState, NO_SAGA, unstatedScenarios } from '../../prediction/index.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { duplicates, type Named, unknownName } from './names.ts';
import type { Surroundings } from './probes.ts';

export function expectationProblems(draft: Draft, { alarms, system }: Surroundings): Problem[] {
  return [
    ...alarmProblems(draft, alarms),
    ...stayingProblems(draft),
    ...outcomeProblems(draft, system),
    ...unstatedProblems(draft, system),
  ];
}

/** An alarm that need not clear, and a probe that demands at the end of the run that it has. */
function stayingProblems({ steadyState, expect }: Draft): Problem[] {
  const after = (steadyState?.after ?? []).map(({ probe, names = [] }, at) => ({ probe, names, at }));
  return (expect?.alarms ?? []).flatMap(({ name, clears }, index) => {
    if (clears !== false || name === undefined) return [];
    const probe = after.find((one) => one.probe === 'alarms' && (one.names.length === 0 || one.names.includes(name)));
    if (probe === undefined) return [];
    const message = `is false, but steadyState.after[${probe.at}] demands that ${name} is OK at the end; let the alarm clear, or give that probe the names of the other alarms`;
    return [{ path: `expect.alarms[${index}].clears`, message }];
  });
}

/** @param known names of the system's alarms, without its prefix; not checked when absent */
function alarmProblems({ faults = [], drift = [], expect }: Draft, known: readonly string[] | undefined): Problem[] {
  const alarms = expect?.alarms ?? [];
  const causes = [...faults, ...drift].flatMap(({ id }) => (id === undefined ? [] : [id]));
  return alarms.flatMap(({ name, cause, also = [] }, at) => {
    const path = `expect.alarms[${at}]`;
    const isDuplicate = alarms.findIndex((other) => other.name === name) < at;
    return [
      ...unknownName('alarm', { name, path: `${path}.name` }, known),
      ...[
        { name: cause, path: `${path}.cause` },
        ...also.map((id, index) => ({ name: id, path: `${path}.also[${index}]` })),
      ].flatMap((named) => unknownCause(named, causes)),
      ...(isDuplicate && name !== undefined
        ? [{ path, message: `${name} is already expected above; list further causes there, in its field also` }]
        : []),
    ];
  });
}

function unknownCause({ name, path }: Named, causes: readonly string[]): Problem[] {
  if (name === undefined || causes.includes(name)) return [];
  const choices = causes.length === 0 ? 'it has none' : `it has: ${causes.join(', ')}`;
  return [{ path, message: `this experiment has no fault or drift named ${name}; ${choices}` }];
}

function outcomeProblems({ phases = [], faults = [], expect }: Draft, system: SystemDefinition | undefined): Problem[] {
  const outcomes = expect?.outcomes ?? [];
  const scenarios = phases.flatMap(({ scenarios: named = [] }) =>
    named.flatMap(({ name }) => (name === undefined ? [] : [name])),
  );
  const ids = faults.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const subjects = outcomes.map(({ scenario, hitBy }, at) => ({
    name: scenario === undefined ? undefined : `${scenario}${hitBy === undefined ? '' : ` hit by ${hitBy}`}`,
    path: `expect.outcomes[${at}]`,
  }));
  return [
    ...duplicates(subjects),
    ...outcomes.flatMap(({ scenario, hitBy, end }, at) => {
      const path = `expect.outcomes[${at}]`;
      return [
        ...unknownName('scenario', { name: scenario, path: `${path}.scenario` }, scenarios),
        ...unknownName('fault', { name: hitBy, path: `${path}.hitBy` }, ids),
        ...endProblems(end, `${path}.end`, system),
        ...impossibleOutcomes(scenario, hitBy, path, faults),
      ];
    }),
  ];
}

function endProblems(end: string | undefined, path: string, system: SystemDefinition | undefined): Problem[] {
  if (end === undefined) return [];
  if (system?.saga !== undefined)
    return unknownName('end', { name: end, path }, [...Object.keys(system.saga.ends), NO_SAGA]);
  return [{ path, message: 'is the end of a saga, but the system has no definition that describes its sagas' }];
}

/** Requests that may start sagas without a statement of their end: nobody would notice that one is lost. */
function unstatedProblems(
  { phases = [], faults = [], expect }: Draft,
  system: SystemDefinition | undefined,
): Problem[] {
  if (system?.saga === undefined) return [];
  const outcomes = expect?.outcomes ?? [];
  const toState = endToState(Object.keys(system.saga.ends));
  return unstatedScenarios({ phases, faults, outcomes }).map(({ scenario, method, at: [phase, index] }) => {
    const at = outcomes.findIndex((outcome) => outcome.scenario === scenario && outcome.hitBy === undefined);
    if (at >= 0) {
      const message = `does not say how the sagas of these ${method} requests end; add ${toState}`;
      return { path: `expect.outcomes[${at}]`, message };
    }
    const message = `sends ${method} requests, and nothing says how their sagas end; add { scenario: ${scenario}, status: [...] } to expect.outcomes, with ${toState}`;
    return { path: `phases[${phase}].scenarios[${index}]`, message };
  });
}

/** An expectation for operations that the experiment never makes. */
function impossibleOutcomes(
  scenario: string | undefined,
  hitBy: string | undefined,
  path: string,
  faults: NonNullable<Draft['faults']>,
): Problem[] {
  if (scenario === undefined) return [];
  if (hitBy === undefined) {
    const all = faults.find(
      (fault) =>
        fault.scenario === scenario &&
        fault.iterations === undefined &&
        (fault.rate ?? 1) >= 1 &&
        fault.fault !== release.name,
    );
    if (all === undefined) return [];
    const message = `expects operations that no fault hits, but ${all.id ?? 'a fault'} hits every operation of ${scenario}`;
    return [{ path: `${path}.scenario`, message }];
  }
  const fault = faults.find(({ id }) => id === hitBy);
  if (fault?.scenario === undefined || fault.scenario === scenario) return [];
  return [{ path: `${path}.hitBy`, message: `${hitBy} hits operations of ${fault.scenario}, not of ${scenario}` }];
}
