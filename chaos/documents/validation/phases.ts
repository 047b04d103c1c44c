import { JOURNEYS } from '../../schemas/index.ts';
import type { Draft, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { duplicates, unknownName } from './names.ts';

/** The journey whose request the experiment itself describes. The others are fixed, and use the commerce system's API. */
const REQUEST = 'request';

export function phaseProblems({ phases = [], system }: Draft): Problem[] {
  return [
    ...duplicates(phases.map(({ name }, at) => ({ name, path: `phases[${at}].name` }))),
    ...phases.flatMap(({ scenarios = [] }, at) => {
      const path = (index: number) => `phases[${at}].scenarios[${index}]`;
      return [
        ...duplicates(scenarios.map(({ name }, index) => ({ name, path: `${path(index)}.name` }))),
        ...scenarios.flatMap((scenario, index) => scenarioProblems(scenario, path(index), system === 'custom')),
      ];
    }),
  ];
}

type DraftScenario = NonNullable<DraftPhase['scenarios']>[number];

function scenarioProblems({ journey, request }: DraftScenario, path: string, isCustom: boolean): Problem[] {
  if (journey === undefined) return [];
  const unknown = unknownName('journey', { name: journey, path: `${path}.journey` }, JOURNEYS);
  if (unknown.length > 0) return unknown;
  if (journey === REQUEST) {
    return request === undefined
      ? [{ path: `${path}.journey`, message: 'sends the request that the field `request` describes; add that field' }]
      : [];
  }
  return [
    ...(request === undefined
      ? []
      : [
          {
            path: `${path}.request`,
            message: `${journey} sends a fixed request; only the journey request has this field`,
          },
        ]),
    ...(isCustom
      ? [
          {
            path: `${path}.journey`,
            message: `${journey} needs the commerce system; on a custom system, use the journey request`,
          },
        ]
      : []),
  ];
}
