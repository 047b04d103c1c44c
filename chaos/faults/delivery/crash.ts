import { type Hooks, InjectedError } from '../fault.ts';

/** The delivery crashes before a handler sees the record, until the fault's attempts are used up. */
export function crashing(message: string): NonNullable<Hooks['delivery']> {
  return async (hit, deliver) => {
    if (!(await hit.strike('delivery'))) return deliver();
    throw new InjectedError(message);
  };
}
