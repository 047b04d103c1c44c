import { type Hooks, type StepFault, stepFaults } from '../../faults/index.ts';
import type { DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { problemsOf } from '../read.ts';
import { unknownName } from './names.ts';

export function checkKind({ fault, parameters }: DraftFault, path: string): Problem[] {
  const names = stepFaults.map(({ name }) => name);
  const kind = kindOf(fault);
  if (kind === undefined) return unknownName('fault', { name: fault, path: `${path}.fault` }, names);
  return parameterProblems(kind.parameters.safeParse(parameters ?? {}), path);
}

/** What the fault does, where its kind is known and its parameters are sound. */
export function hooksOf({ fault, parameters }: DraftFault): Hooks | undefined {
  const kind = kindOf(fault);
  return kind?.parameters.safeParse(parameters ?? {}).success === true ? kind.bind(parameters ?? {}) : undefined;
}

/** @param result of parsing the parameters of what stands at `path` */
export function parameterProblems(
  result: {
    readonly success: boolean;
    readonly error?: { readonly issues: Parameters<typeof problemsOf>[0][] } | undefined;
  },
  path: string,
): Problem[] {
  const issues = result.error?.issues ?? [];
  return issues.flatMap((issue) => problemsOf({ ...issue, path: [`${path}.parameters`, ...issue.path] }));
}

function kindOf(name: string | undefined): StepFault | undefined {
  return stepFaults.find((kind) => kind.name === name);
}
