import type { CommandModule } from 'yargs';

/** A command as the help lists it. Its own code, and all that stands behind it, loads when the command is named. */
export interface ListedCommand {
  /** With its positional arguments, such as `load <profile>`; `$0` is what runs without a name. */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<Pick<CommandModule, 'builder' | 'handler'>>;
}

/** The command for yargs, loaded on first use: the AWS SDK's clients take longer to load than some commands to run. */
export const lazily = ({ command, describe, load }: ListedCommand): CommandModule => ({
  command,
  describe,
  builder: async (yargs) => {
    const { builder } = await load();
    return typeof builder === 'function' ? builder(yargs) : yargs;
  },
  handler: async (parsed) => {
    const { handler } = await load();
    await handler(parsed);
  },
});
