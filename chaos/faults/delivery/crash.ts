import { type Hooks, InjectedError } from '../fault.ts';

/** The delivery crashes, while its attempts last, before any handler has seen what was delivered. */
export function crashing(message: string): NonNullable<Hooks['delivery']> {
  return async (hit, deliver) => {
    if (!(await hit.strike('delivery'))) return deliver();
    throw new InjectedError(message);
  };
}
