import type { CommandModule } from 'yargs';
import { refusing } from '../usage.ts';

/**
 * A command as the help lists it. Its code, and everything that the code imports, loads only when the command is used.
 */
export interface ListedCommand {
  /** With its positional arguments, such as `load <profile>`; `$0` runs if no name is given. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<Pick<CommandModule, 'builder' | 'handler'>>;
}

/**
 * The command for yargs, loaded on first use: the AWS SDK's clients take longer to load than some commands take to run.
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
