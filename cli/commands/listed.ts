import type { Argv, CommandModule } from 'yargs';
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
 * The command that runs if its parent's name is followed by no other. yargs needs its options for the parent's help, so it
 * is loaded with the parent.
 */
export const byDefault = (
  parent: string,
  describe: string,
  { builder, handler }: { readonly builder: (yargs: Argv) => Argv; readonly handler: CommandModule['handler'] },
): CommandModule => ({
  command: '$0',
  describe,
  builder: (yargs) => {
    let built = yargs;
    yargs.fail(refusing(parent, undefined, () => built.getHelp()));
    built = builder(yargs);
    return built;
  },
  handler,
});

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
    let built: { getHelp: () => Promise<string> } = yargs;
    yargs.fail(refusing(path, positional?.replace(/[^a-z]/g, ''), () => built.getHelp()));
    const { builder } = await load();
    const configured = typeof builder === 'function' ? await builder(yargs) : yargs;
    built = configured;
    return configured;
  },
  handler: async (parsed) => {
    const { handler } = await load();
    await handler(parsed);
  },
});
