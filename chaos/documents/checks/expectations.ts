import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { repeated, unknownName } from './names.ts';

/** @param known names of the alarms that the stack has, without the stage's prefix; unchecked when absent */
export function checkExpectations(draft: Draft, known: readonly string[] | undefined): Problem[] {
  return [...checkAlarms(draft, known), ...checkOutcomes(draft)];
}

function checkAlarms({ faults = [], drift = [], expect }: Draft, known: readonly string[] | undefined): Problem[] {
  const alarms = expect?.alarms ?? [];
  const causes = [...faults, ...drift].flatMap(({ id }) => (id === undefined ? [] : [id]));
  return alarms.flatMap(({ name, cause, also = [] }, at) => {
    const path = `expect.alarms[${at}]`;
    const twice = alarms.findIndex((other) => other.name === name) < at;
    return [
      ...unknownName('alarm', { name, path: `${path}.name` }, known),
      ...[
        { name: cause, path: `${path}.cause` },
        ...also.map((id, index) => ({ name: id, path: `${path}.also[${index}]` })),
      ].flatMap((named) => unknownName('fault or drift of this experiment', named, causes)),
      ...(twice && name !== undefined
        ? [{ path, message: `${name} stands here already; name further causes there, as also` }]
        : []),
    ];
  });
}

function checkOutcomes({ phases = [], faults = [], expect }: Draft): Problem[] {
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
    ...repeated(subjects),
    ...outcomes.flatMap(({ scenario, hitBy }, at) => {
      const path = `expect.outcomes[${at}]`;
      return [
        ...unknownName('scenario', { name: scenario, path: `${path}.scenario` }, scenarios),
        ...unknownName('fault', { name: hitBy, path: `${path}.hitBy` }, ids),
        ...withoutEffect(scenario, hitBy, path, faults),
      ];
    }),
  ];
}

/** An outcome that no operation can have. */
function withoutEffect(
  scenario: string | undefined,
  hitBy: string | undefined,
  path: string,
  faults: NonNullable<Draft['faults']>,
): Problem[] {
  if (scenario === undefined) return [];
  if (hitBy === undefined) {
    const all = faults.find(
      (fault) => fault.scenario === scenario && fault.iterations === undefined && (fault.rate ?? 1) >= 1,
    );
    if (all === undefined) return [];
    const message = `is of operations that no fault hits, and ${all.id ?? 'one'} hits every one of ${scenario}`;
    return [{ path: `${path}.scenario`, message }];
  }
  const fault = faults.find(({ id }) => id === hitBy);
  if (fault?.scenario === undefined || fault.scenario === scenario) return [];
  return [{ path: `${path}.hitBy`, message: `${hitBy} hits operations of ${fault.scenario}, and none of ${scenario}` }];
}
