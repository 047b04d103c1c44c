import { DriftParameters } from '../../faults/stores/index.ts';
import { type Hooks, type StepFault, stepFaults } from '../../faults/index.ts';
import type { Draft, DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { problemsOf } from '../read.ts';
import { aimProblems } from './aim.ts';
import { attemptProblems, combinedAttemptProblems, type FaultInPlace } from './attempts.ts';
import { duplicates, unknownName } from './names.ts';

export function faultProblems(draft: Draft): Problem[] {
  const { faults = [], drift = [], system } = draft;
  const isCommerce = system !== 'custom';
  const inPlace = faults.map((fault, at) => ({ fault, hooks: hooksOf(fault), path: `faults[${at}]` }));
  return [
    ...duplicates([
      ...faults.map(({ id }, at) => ({ name: id, path: `faults[${at}].id` })),
      ...drift.map(({ id }, at) => ({ name: id, path: `drift[${at}].id` })),
    ]),
    ...inPlace.flatMap(({ fault, hooks, path }) => [
      ...kindProblems(fault, path),
      ...(isCommerce ? placeProblems(fault, hooks, path) : customPlaceProblems(fault, hooks, path)),
      ...(isCommerce ? attemptProblems(fault, hooks, path) : []),
      ...aimProblems(fault, hooks, path, draft),
    ]),
    ...(isCommerce ? [...combinedAttemptProblems(inPlace), ...strandingProblems(draft, inPlace)] : []),
    ...drift.flatMap(({ parameters }, at) =>
      parameterProblems(DriftParameters.safeParse(parameters ?? {}), `drift[${at}]`),
    ),
  ];
}

/** Only a reconcile run finds lost events and seeded drift. */
function strandingProblems({ drift = [], reconcile }: Draft, faults: readonly FaultInPlace[]): Problem[] {
  if (reconcile !== undefined) return [];
  const way = 'only a reconcile run finds; add reconcile';
  return [
    ...faults
      .filter(({ hooks }) => hooks?.effect('always') === 'strands')
      .map(({ path }) => ({ path: `${path}.fault`, message: `strands sagas, which ${way}` })),
    ...drift.map((_, at) => ({ path: `drift[${at}]`, message: `seeds drift, which ${way}` })),
  ];
}

function kindProblems({ fault, parameters }: DraftFault, path: string): Problem[] {
  const names = stepFaults.map(({ name }) => name);
  const kind = kindOf(fault);
  if (kind === undefined) return unknownName('fault', { name: fault, path: `${path}.fault` }, names);
  return parameterProblems(kind.parameters.safeParse(parameters ?? {}), path);
}

/** The fault's hooks, if its kind exists and its parameters are valid. */
function hooksOf({ fault, parameters }: DraftFault): Hooks | undefined {
  const kind = kindOf(fault);
  return kind?.parameters.safeParse(parameters ?? {}).success === true ? kind.bind(parameters ?? {}) : undefined;
}

function kindOf(name: string | undefined): StepFault | undefined {
  return stepFaults.find((kind) => kind.name === name);
}

/** @param result of parsing the parameters of the fault or drift at `path` */
function parameterProblems(
  result: {
    readonly success: boolean;
    readonly error?: { readonly issues: Parameters<typeof problemsOf>[0][] } | undefined;
  },
  path: string,
): Problem[] {
  const issues = result.error?.issues ?? [];
  return issues.flatMap((issue) => problemsOf({ ...issue, path: [`${path}.parameters`, ...issue.path] }));
}

/** The services and steps of the commerce system at which faults can act. */
const COMMERCE_PLACES: Readonly<Record<string, readonly string[]>> = {
  payment: ['prepare', 'commit', 'rollback'],
  warehouse: ['prepare', 'commit', 'rollback'],
  shipping: ['prepare', 'commit', 'rollback'],
  transactions: ['drive', 'alarm'],
};

function placeProblems({ fault }: DraftFault, hooks: Hooks | undefined, path: string): Problem[] {
  if (hooks === undefined) return [];
  const { service, step } = hooks.place;
  const steps = COMMERCE_PLACES[service];
  if (step === 'rollback' && hooks.delivery !== undefined) {
    const message = `a rollback is a direct call, so ${fault ?? 'it'} finds no delivery to act on; for the transaction manager's records, use service transactions, step drive`;
    return [{ path: `${path}.parameters.step`, message }];
  }
  if (steps?.includes(step) === true) return [];
  const known = Object.entries(COMMERCE_PLACES).map(([name, names]) => `${name} ${names.join('|')}`);
  const message = `no fault can act on ${service} ${step}; possible are: ${known.join(', ')}`;
  return [{ path: `${path}.parameters.${steps === undefined ? 'service' : 'step'}`, message }];
}

/** On a custom system, a fault must name the service it acts on. */
function customPlaceProblems({ fault, parameters }: DraftFault, hooks: Hooks | undefined, path: string): Problem[] {
  if (hooks === undefined) return [];
  if (typeof parameters === 'object' && parameters !== null && 'service' in parameters) return [];
  const message = `${fault ?? 'it'} acts only on the commerce system's ${hooks.place.service}`;
  return [{ path: `${path}.fault`, message }];
}
