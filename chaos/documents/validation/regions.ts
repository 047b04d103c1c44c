import type { SystemDefinition } from '../../system/index.ts';
import type { Draft, DraftPhase } from '../draft.ts';
import type { Problem } from '../problems.ts';
import { duplicates, unknownName } from './names.ts';

const HOME = 'home';

/** Problems with the faults of regions: what they need, so that they prove something. */
export function regionProblems(draft: Draft, system: SystemDefinition | undefined): Problem[] {
  const { regionFaults = [], phases = [] } = draft;
  const known = phases.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const inOnePhase = duplicates(
    regionFaults.map(({ phase: name }, at) => ({ name, path: `regionFaults[${at}].phase` })),
  );
  const single = inOnePhase.map(({ path }) => ({
    path,
    message: 'another fault of a region lasts for this phase; give each its own',
  }));
  const wrong = regionFaults.flatMap(({ fault, phase: name, region = HOME }, at): Problem[] => {
    const path = `regionFaults[${at}]`;
    const unknown = unknownName('phase', { name, path: `${path}.phase` }, known);
    if (unknown.length > 0 || name === undefined) return unknown;
    if (fault === 'replication-paused') return withoutCopies(path, system);
    const place = phases.findIndex((phase) => phase.name === name);
    const isNear = (phase: DraftPhase | undefined) => phase?.scenarios?.some(({ near = HOME }) => near === region);
    if (isNear(phases[place]) !== true) {
      const message = `no scenario of ${name} is near the ${region} region, so nobody would notice its loss; add one`;
      return [{ path: `${path}.phase`, message }];
    }
    if (phases.slice(place + 1).some(isNear)) return [];
    const message = `no later phase has a scenario near the ${region} region, so nothing would show its return; add one`;
    return [{ path: `${path}.phase`, message }];
  });
  return [...single, ...wrong];
}

function withoutCopies(path: string, system: SystemDefinition | undefined): Problem[] {
  if (system === undefined || system.expect?.elsewhere !== undefined) return [];
  const message = `the definition's expect does not say which copies the other region holds; add expect.elsewhere`;
  return [{ path: `${path}.fault`, message }];
}
