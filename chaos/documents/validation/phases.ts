import { REQUEST_JOURNEY } from '../../schemas/index.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { duplicates, unknownName } from './names.ts';

export function phaseProblems({ phases = [] }: Draft, system: SystemDefinition | undefined): Problem[] {
  const journeys = [...Object.keys(system?.journeys?.journeys ?? {}), REQUEST_JOURNEY];
  return [
    ...duplicates(phases.map(({ name }, at) => ({ name, path: `phases[${at}].name` }))),
    ...phases.flatMap(({ scenarios = [] }, at) => {
      const path = (index: number) => `phases[${at}].scenarios[${index}]`;
      return [
        ...duplicates(scenarios.map(({ name }, index) => ({ name, path: `${path(index)}.name` }))),
        ...scenarios.flatMap((scenario, index) => scenarioProblems(scenario, path(index), journeys)),
      ];
    }),
  ];
}

type DraftScenario = NonNullable<DraftPhase['scenarios']>[number];

function scenarioProblems({ journey, request }: DraftScenario, path: string, journeys: readonly string[]): Problem[] {
  if (journey === undefined) return [];
  const unknown = unknownName('journey', { name: journey, path: `${path}.journey` }, journeys);
  if (unknown.length > 0) return unknown;
  if (journey === REQUEST_JOURNEY) {
    return request === undefined
      ? [{ path: `${path}.journey`, message: 'sends the request that the field `request` describes; add that field' }]
      : [];
  }
  if (request === undefined) return [];
  const message = `${journey} sends requests of its own; only the journey ${REQUEST_JOURNEY} has this field`;
  return [{ path: `${path}.request`, message }];
}
