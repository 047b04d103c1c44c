import type { Connection } from '../chaos/index.ts';
import type { SystemDescription } from '../chaos/schemas/index.ts';
import { reach } from '../cli/system/reach.ts';

/** A system as its definition's functions see it. */
export function connectionTo(
  system: SystemDescription,
  signal: AbortSignal = new AbortController().signal,
): Connection {
  return {
    system,
    client: (service) => reach(system, service),
    output(name) {
      const value = system.outputs[name];
      if (value === undefined) throw new RangeError(`no output ${name}`);
      return value;
    },
    signal,
    progress: () => undefined,
  };
}
