import type { CommandModule } from 'yargs';
import { refusing } from '../usage.ts';

export interface LoadedCommand extends Pick<CommandModule, 'builder' | 'handler'> {
  /** The help of the command that runs if no subcommand is named, whose options its own help does not list. */
  readonly defaultHelp?: () => Promise<string>;
}

/**
 * A command as the help lists it. Its code, and everything that the code imports, loads only when the command is used.
 */
export interface ListedCommand {
  /** With its positional arguments, such as `load <profile>`; `$0` runs if no name is given. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<LoadedCommand>;
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
    let helps: readonly (() => Promise<string>)[] = [];
    const help = async (): Promise<string> => (await Promise.all(helps.map((one) => one()))).join('\n');
    yargs.fail(refusing(path, positional?.replace(/[^a-z]/g, ''), help));
    const { builder, defaultHelp } = await load();
    const configured = typeof builder === 'function' ? await builder(yargs) : yargs;
    helps = [() => configured.getHelp(), ...(defaultHelp === undefined ? [] : [defaultHelp])];
    return configured;
  },
  handler: async (parsed) => {
    const { handler } = await load();
    await handler(parsed);
  },
});
