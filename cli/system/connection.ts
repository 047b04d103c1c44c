import type { Connection } from '@evenkeel/chaos';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { reach } from './reach.ts';

/** The running system, as the functions of its definition see it. */
export function connectionTo(
  system: SystemDescription,
  {
    terminal,
    signal,
  }: Pick<CommandContext, 'signal'> & {
    readonly terminal: Pick<CommandContext['terminal'], 'step'>;
  },
): Connection {
  return {
    system,
    client: (service) => reach(system, service),
    output: (name) => {
      const value = system.outputs[name];
      if (value !== undefined) return value;
      const known = Object.keys(system.outputs).sort().join(', ');
      throw usageFailure(
        `the system ${system.prefix}* has no output ${name}; ${known === '' ? 'it has none' : `its outputs are ${known}`}`,
      );
    },
    signal,
    progress: (text) => {
      terminal.step(text);
    },
  };
}
