import type { HookName } from '../faults/index.ts';
import type { LoadFault } from '../schemas/index.ts';
import { aimedFaultOf } from './saga-path.ts';

/** At which point of a step each hook lets a fault act, as hits name it. */
const POINTS: Readonly<Record<HookName, string>> = {
  delivery: 'delivery',
  ports: 'port',
  before: 'before-commit',
  afterCommit: 'after-commit',
};

/** The points at which a fault can hit. */
export function hitPoints(fault: LoadFault): string[] {
  const { hooks } = aimedFaultOf(fault, undefined);
  return Object.entries(POINTS).flatMap(([hook, point]) => (hook in hooks ? [point] : []));
}
