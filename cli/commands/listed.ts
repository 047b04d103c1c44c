import type { CommandModule } from 'yargs';
import { refusing } from '../usage.ts';

/** A command as the help lists it. Its own code, and all that stands behind it, loads when the command is named. */
export interface ListedCommand {
  /** With its positional arguments, such as `load <profile>`; `$0` is what runs without a name. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<Pick<CommandModule, 'builder' | 'handler'>>;
}

/**
 * The command for yargs, loaded on first use: the AWS SDK's clients take longer to load than some commands to run.
 *
 * @param parent the command whose subcommand it is
 */
export const lazily = ({ command, describe, load }: ListedCommand, parent?: string): CommandModule => ({
  command,
  describe,
  builder: async (yargs) => {
    const [name = '', positional] = command.split(' ');
    const path = parent === undefined ? name : `${parent} ${name}`;
    yargs.fail(refusing(path, positional?.replace(/[^a-z]/g, '')));
    const { builder } = await load();
    return typeof builder === 'function' ? builder(yargs) : yargs;
  },
  handler: async (parsed) => {
    const { handler } = await load();
    await handler(parsed);
  },
});
