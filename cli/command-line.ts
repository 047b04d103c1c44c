import yargs from 'yargs';
import { commands } from './commands/index.ts';
import { lazily } from './commands/listed.ts';
import { CommandFailure, exitCodes, usageFailure } from './failure.ts';
import { printable } from './printable.ts';
import { messageOf, wayOutOf } from './trouble.ts';
import { uncompiled } from './uncompiled.ts';
import {
  namingOption,
  ofCommand,
  refuseEmptyWords,
  refuseMissingValues,
  refuseRepeated,
  refusing,
  UnknownWords,
  unknownWords,
  withoutCommand,
} from './usage.ts';
import { evenkeelVersion } from './version.ts';

/**
 * Runs the command that a command line names, and sets the exit code of the process. It never rejects: whatever goes
 * wrong becomes a message and an exit code.
 *
 * @param typed the words after the program's name
 */
export async function runCommandLine(typed: readonly string[]): Promise<void> {
  const names = commands.map(({ command }) => command.split(' ')[0] ?? '');
  try {
    refuseEmptyWords(typed);
    refuseRepeated(typed);
    await yargs([...typed])
      .scriptName('evenkeel')
      .help('help', 'show this help')
      .version('version', 'print the version', evenkeelVersion())
      .usage(
        '$0 <command>\n\nKeeps serverless microservices consistent: repairs drift between their stores, and breaks the system on purpose to prove that it recovers.',
      )
      .options({
        json: { type: 'boolean', default: false, describe: 'print the result as JSON on stdout' },
        quiet: { type: 'boolean', default: false, describe: 'do not show progress' },
        color: {
          type: 'boolean',
          default: process.env['NO_COLOR'] === undefined,
          describe: 'use colour on a terminal; --no-color turns it off',
        },
      })
      .command(commands.map((one) => lazily(one)))
      .demandCommand(1, 'name a command')
      .recommendCommands()
      .check((parsed) => refuseMissingValues(parsed, typed), true)
      .strict()
      .exitProcess(false)
      .fail((message: string, error: unknown) => {
        refusing('')(withoutCommand(typed, names, message), error);
      })
      .epilog('Exit codes: 0 pass, 1 fail, 2 usage error, 3 undecided, 4 internal error, 130 interrupted.')
      .wrap(110)
      .parseAsync();
  } catch (error) {
    const refusal = error instanceof UnknownWords ? await unknownWords(error, typed) : ofTyped(error, typed, names);
    const broken = uncompiled(error);
    process.exitCode = reportRefusal(
      broken === undefined ? refusal : usageFailure(broken, error),
      typed.includes('--json') || typed.includes('--json=true'),
    );
  }
}

/** A value that an option does not take is reported by yargs itself, with a message of its own or of the option. */
function ofTyped(error: unknown, typed: readonly string[], names: readonly string[]): unknown {
  if (error instanceof CommandFailure) {
    return error.exitCode === exitCodes.usage ? ofCommand(error, typed, names) : error;
  }
  if (!(error instanceof Error) || error.name !== 'YError') return error;
  return ofCommand(usageFailure(namingOption(error.message), error), typed, names);
}

/** Reports a command line that no command has run for. @returns the exit code */
function reportRefusal(error: unknown, json: boolean): number {
  const wayOut = wayOutOf(error);
  const message = `${messageOf(error)}${wayOut === undefined ? '' : `; ${wayOut}`}`;
  const unexpected = wayOut === undefined ? exitCodes.usage : exitCodes.broken;
  const exitCode = error instanceof CommandFailure ? error.exitCode : unexpected;
  if (json) process.stdout.write(`${printable(JSON.stringify({ error: message, exitCode }, null, 2))}\n`);
  process.stderr.write(`error ${printable(message)}\n`);
  return exitCode;
}
