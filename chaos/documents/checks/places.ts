import type { Hooks } from '../../faults/index.ts';
import type { DraftFault } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** Where the commerce system's functions let faults in. */
const COMMERCE: Readonly<Record<string, readonly string[]>> = {
  payment: ['prepare', 'commit', 'rollback'],
  warehouse: ['prepare', 'commit', 'rollback'],
  shipping: ['prepare', 'commit', 'rollback'],
  transactions: ['drive', 'alarm'],
};

/** A fault acts on a service and step that there are. */
export function checkPlace(
  { fault, parameters }: DraftFault,
  hooks: Hooks | undefined,
  path: string,
  system: string | undefined,
): Problem[] {
  if (hooks === undefined) return [];
  const { service, step } = hooks.place;
  if (system === 'own') {
    const movable = typeof parameters === 'object' && parameters !== null && 'service' in parameters;
    return movable
      ? []
      : [{ path: `${path}.fault`, message: `${fault ?? 'it'} acts on the commerce system's ${service} alone` }];
  }
  const steps = COMMERCE[service];
  if (step === 'rollback' && hooks.delivery !== undefined) {
    const message = `a rollback is asked for directly, and nothing is delivered that ${fault ?? 'it'} could act on; the transaction manager's own records are: service transactions, step drive`;
    return [{ path: `${path}.parameters.step`, message }];
  }
  if (steps?.includes(step) === true) return [];
  const known = Object.entries(COMMERCE).map(([name, names]) => `${name} ${names.join('|')}`);
  const message = `no fault reaches ${service} ${step}; those it can reach: ${known.join(', ')}`;
  return [{ path: `${path}.parameters.${steps === undefined ? 'service' : 'step'}`, message }];
}
