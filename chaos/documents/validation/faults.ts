import { type Hooks, type StepFault, stepFaults } from '../../faults/index.ts';
import { roleAt } from '../../prediction/steps.ts';
import type { SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { mistakesOf, suggestion, within, wording } from '../../schemas/mistakes.ts';
import { aimProblems } from './aim.ts';
import { attemptProblems, combinedAttemptProblems, type FaultInPlace, openEndProblems } from './attempts.ts';
import { duplicates, unknownName } from './names.ts';
import { placeProblems } from './place.ts';
import { releaseProblems } from './releases.ts';

/** @param services of all wrapped handlers; not checked when absent */
export function faultProblems(
  draft: Draft,
  system: SystemDefinition | undefined,
  services: readonly string[] | undefined,
): Problem[] {
  const { faults = [], drift = [], regionFaults = [] } = draft;
  const inPlace = faults.map((fault, at) => ({ fault, hooks: hooksOf(fault), path: `faults[${at}]` }));
  return [
    ...duplicates([
      ...faults.map(({ id }, at) => ({ name: id, path: `faults[${at}].id` })),
      ...drift.map(({ id }, at) => ({ name: id, path: `drift[${at}].id` })),
      ...regionFaults.map(({ id }, at) => ({ name: id, path: `regionFaults[${at}].id` })),
    ]),
    ...inPlace.flatMap((one) => [
      ...kindProblems(one.fault, one.path),
      ...placeProblems(one, system),
      ...serviceProblems(one, services),
      ...attemptProblems(one, system),
      ...openEndProblems(one, draft, system),
      ...aimProblems(one, draft, system),
      ...releaseProblems(one, draft, system),
    ]),
    ...combinedAttemptProblems(inPlace, system),
    ...strandingProblems(draft, inPlace, system),
  ];
}

/** Such a fault would hit nothing. */
function serviceProblems({ hooks, path }: FaultInPlace, services: readonly string[] | undefined): Problem[] {
  if (hooks === undefined || services === undefined) return [];
  const { service: name } = hooks.place;
  if (services.length === 0) {
    const way = 'wrap its handler withChaos, pass it to ChaosControl.enable, and synthesize the app again';
    return [{ path: `${path}.parameters.service`, message: `no function of the app is enabled for faults: ${way}` }];
  }
  return unknownName('wrapped handler of a service', { name, path: `${path}.parameters.service` }, services).map(
    ({ message, ...place }) => ({ ...place, message: `${message}${suggestion(name, services)}` }),
  );
}

/** Only a reconcile run finds sagas whose event was lost. */
function strandingProblems(
  { reconcile }: Draft,
  faults: readonly FaultInPlace[],
  system: SystemDefinition | undefined,
): Problem[] {
  if (reconcile !== undefined || system?.saga === undefined) return [];
  return faults
    .filter(({ hooks }) => hooks !== undefined && strands(hooks, system))
    .map(({ path }) => ({
      path: `${path}.fault`,
      message: 'strands sagas, which only a reconcile run finds; add reconcile',
    }));
}

function strands(hooks: Hooks, system: SystemDefinition): boolean {
  const role = roleAt(system, hooks.place);
  return role !== 'other' && hooks.effect('always', role) === 'strands';
}

function kindProblems({ fault, parameters }: DraftFault, path: string): Problem[] {
  const names = stepFaults.map(({ name }) => name);
  const kind = kindOf(fault);
  if (kind === undefined) return unknownName('fault', { name: fault, path: `${path}.fault` }, names);
  const issues = kind.parameters.safeParse(parameters ?? {}, wording).error?.issues ?? [];
  return within(`${path}.parameters`, mistakesOf(issues));
}

/** The fault's hooks, if its kind exists and its parameters are valid. */
export function hooksOf({ fault, parameters }: DraftFault): Hooks | undefined {
  const kind = kindOf(fault);
  return kind?.parameters.safeParse(parameters ?? {}).success === true ? kind.bind(parameters ?? {}) : undefined;
}

function kindOf(name: string | undefined): StepFault | undefined {
  return stepFaults.find((kind) => kind.name === name);
}
