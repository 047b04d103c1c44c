import { type HookName, type ReleasePlan, stepFaults } from '../faults/index.ts';
import type { LoadFault } from '../schemas/index.ts';
import { aimedFaultOf } from './saga-path.ts';

/** At which point of a step each hook lets a fault act, as hits name it. */
const POINTS: Readonly<Record<HookName, string>> = {
  delivery: 'delivery',
  ports: 'port',
  before: 'before-commit',
  afterCommit: 'after-commit',
  release: 'release',
};

/** The points at which a fault can hit. */
export function hitPoints(fault: LoadFault): string[] {
  const { hooks } = aimedFaultOf(fault, undefined);
  return Object.entries(POINTS).flatMap(([hook, point]) => (hook in hooks ? [point] : []));
}

/** How the fault's version is deployed; undefined for a fault that is no release. */
export function releasePlanOf(fault: LoadFault): ReleasePlan | undefined {
  return stepFaults.find(({ name }) => name === fault.fault)?.bind(fault.parameters).release;
}

/** Whether the fault is a release, which hits only those of its operations that reach its version. */
export function isRelease(fault: LoadFault): boolean {
  return releasePlanOf(fault) !== undefined;
}
