import { JOURNEYS } from '../../schemas/index.ts';
import type { Draft, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { repeated, unknownName } from './names.ts';

/** The journey whose request the experiment itself describes; the others know the commerce system's API. */
const OWN = 'request';

export function checkPhases({ phases = [], system }: Draft): Problem[] {
  return [
    ...repeated(phases.map(({ name }, at) => ({ name, path: `phases[${at}].name` }))),
    ...phases.flatMap(({ scenarios = [] }, at) => {
      const path = (index: number) => `phases[${at}].scenarios[${index}]`;
      return [
        ...repeated(scenarios.map(({ name }, index) => ({ name, path: `${path(index)}.name` }))),
        ...scenarios.flatMap((scenario, index) => checkScenario(scenario, path(index), system === 'own')),
      ];
    }),
  ];
}

type DraftScenario = NonNullable<DraftPhase['scenarios']>[number];

function checkScenario({ journey, request }: DraftScenario, path: string, own: boolean): Problem[] {
  if (journey === undefined) return [];
  const unknown = unknownName('journey', { name: journey, path: `${path}.journey` }, JOURNEYS);
  if (unknown.length > 0) return unknown;
  if (journey === OWN) {
    return request === undefined
      ? [{ path: `${path}.journey`, message: 'sends what `request` describes, and there is no request; add it' }]
      : [];
  }
  return [
    ...(request === undefined
      ? []
      : [{ path: `${path}.request`, message: `${journey} sends what it sends; only the journey request takes one` }]),
    ...(own
      ? [
          {
            path: `${path}.journey`,
            message: `${journey} is of the commerce system; on a system of your own, use request`,
          },
        ]
      : []),
  ];
}
