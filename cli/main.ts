import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { commands } from './commands/index.ts';
import { commandsNamed } from './commands/named.ts';
import { CommandFailure, exitCodes, usageFailure } from './failure.ts';
import { evenkeelVersion } from './places.ts';

/** Piping into `head` closes the output early, and a terminal may go: a command under way ends, and this is no error. */
const CLOSED = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!CLOSED.includes(error.code ?? '')) throw error;
  });
}

const typed = hideBin(process.argv);
const command = yargs(typed)
  .scriptName('evenkeel')
  .version(evenkeelVersion())
  .usage(
    '$0 <command>\n\nKeeps serverless microservices level: reconciles their stores, and proves it by breaking them on purpose.',
  )
  .options({
    json: { type: 'boolean', default: false, describe: 'one object on stdout, for machines' },
    quiet: { type: 'boolean', default: false, describe: 'no progress' },
    color: {
      type: 'boolean',
      default: process.env['NO_COLOR'] === undefined,
      describe: 'colour on a terminal; --no-color turns it off',
    },
  })
  .command(await commandsNamed(typed, commands))
  .demandCommand(1, 'name a command')
  .recommendCommands()
  .strict()
  .exitProcess(false)
  .fail((message: string, error: unknown) => {
    // yargs would go on to run the command it has just refused, unless this throws.
    throw error instanceof Error ? error : usageFailure(`${message}\nSee: evenkeel --help`);
  })
  .epilog('Exit codes: 0 pass, 1 fail, 2 usage, 3 undecided, 4 broken harness, 130 interrupted.')
  .wrap(110);

try {
  await command.parseAsync();
} catch (error) {
  process.stderr.write(`error ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CommandFailure ? error.exitCode : exitCodes.usage;
}
