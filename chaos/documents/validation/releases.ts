import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { FaultInPlace } from './attempts.ts';
import { unknownName } from './names.ts';

/** Problems with a release: which phase it belongs to, and which parameters its defect needs. */
export function releaseProblems(
  { fault, hooks, path }: FaultInPlace,
  { phases = [] }: Draft,
  system: SystemDefinition | undefined,
): Problem[] {
  const plan = hooks?.release;
  if (plan === undefined) return [];
  const { defect, ms, code } = plan;
  const needs = (parameter: 'ms' | 'code', of: typeof defect, given: unknown): Problem[] => {
    if ((defect === of) === (given !== undefined)) return [];
    const message = defect === of ? `the defect ${of} needs it` : `only the defect ${of} takes it; remove it`;
    return [{ path: `${path}.parameters.${parameter}`, message }];
  };
  const isFirst = phases[0]?.scenarios?.some(({ name }) => name === fault.scenario) ?? false;
  return [
    ...needs('ms', 'slow', ms),
    ...needs('code', 'code', code),
    ...unknownName('release', { name: code, path: `${path}.parameters.code` }, system && namesIn(system)),
    ...(fault.scenario === undefined
      ? [{ path: `${path}.scenario`, message: 'a release hits operations of a scenario; add scenario' }]
      : []),
    ...(fault.scenario !== undefined && !isFirst
      ? [
          {
            path: `${path}.scenario`,
            message: 'a release begins before the load, so its scenario must be one of the first phase',
          },
        ]
      : []),
    ...(fault.attempts === undefined || fault.attempts === 'always'
      ? []
      : [{ path: `${path}.attempts`, message: 'a release hits every call that reaches its version; use always' }]),
  ];
}

const namesIn = ({ releases = [] }: SystemDefinition): string[] => releases.map(({ name }) => name);
