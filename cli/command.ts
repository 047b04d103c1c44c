import { setMaxListeners } from 'node:events';
import type { Argv, CommandModule } from 'yargs';
import { CommandFailure, exitCodes, usageFailure } from './failure.ts';
import { watchLauncher } from './launcher-watch.ts';
import { printable } from './printable.ts';
import { createTerminal, type Terminal } from './terminal.ts';
import { messageOf, refusedPath, wayOutOf } from './trouble.ts';
import { uncompiled } from './uncompiled.ts';

/** Options of every command. */
interface GlobalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
}

export interface CommandContext {
  readonly terminal: Terminal;
  /**
   * Aborted by the first Ctrl-C, SIGTERM, SIGHUP, uncaught error or closed output, and when npm, which started the command,
   * ends: stop what the command started, then return.
   */
  readonly signal: AbortSignal;
}

/**
 * One command of `evenkeel`: its options, and its action, which returns the exit code. Its line in the help is in its
 * parent's list.
 */
export interface Command<Options> {
  readonly options: (yargs: Argv) => Argv<Options>;
  readonly run: (options: Options & GlobalOptions, context: CommandContext) => Promise<number>;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Binds a command to the process: its terminal, its signals, and the one place that turns failures into exit codes. */
export function bind<Options>(command: Command<Options>): {
  readonly builder: (yargs: Argv) => Argv;
  readonly handler: CommandModule['handler'];
} {
  return {
    builder: (yargs: Argv) => command.options(yargs),
    handler: async (parsed) => {
      const options = parsed as unknown as Options & GlobalOptions;
      const terminal = createTerminal(options);
      const controller = new AbortController();
      // Every wait of a command listens to it.
      setMaxListeners(0, controller.signal);
      const release = endOn(controller, terminal);
      try {
        process.exitCode = await command.run(options, { terminal, signal: controller.signal });
      } catch (error) {
        process.exitCode = report(error, controller.signal, terminal);
      } finally {
        release();
      }
    },
  };
}

/**
 * Aborts the command on a signal, on a closed output, on an uncaught error, and when the npm that started it ends, so that it
 * stops what it started.
 *
 * @returns a function that removes the listeners
 */
function endOn(controller: AbortController, terminal: Terminal): () => void {
  const end = (why: string, reason: Error) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    terminal.step(`${why}: stopping`);
  };
  const interrupt = (signal: NodeJS.Signals) => {
    end(signal, new CommandFailure(`interrupted by ${signal}`, exitCodes.interrupted));
  };
  const lost = () => {
    end('output closed', new CommandFailure('interrupted because its output was closed', exitCodes.interrupted));
  };
  const failed = (error: unknown) => {
    const reason = error instanceof Error ? error : new Error(String(error));
    end(`unexpected error, ${reason.message}`, reason);
  };
  const unwatch = watchLauncher(() => {
    end('npm ended', new CommandFailure('interrupted because npm, which started it, ended', exitCodes.interrupted));
  });
  for (const signal of signals) process.on(signal, interrupt);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', lost);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, failed);
  return () => {
    unwatch();
    for (const signal of signals) process.off(signal, interrupt);
    for (const stream of [process.stdout, process.stderr]) stream.off('error', lost);
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.off(event, failed);
  };
}

function report(error: unknown, signal: AbortSignal, terminal: Terminal): number {
  if (signal.aborted && signal.reason instanceof CommandFailure) {
    terminal.json({ interrupted: true });
    return exitCodes.interrupted;
  }
  if (signal.aborted) return report(signal.reason, new AbortController().signal, terminal);
  const refused = error instanceof CommandFailure ? undefined : (refusedPath(error) ?? uncompiled(error));
  if (refused !== undefined) return report(usageFailure(refused, error), signal, terminal);
  const expected = error instanceof CommandFailure;
  const wayOut = expected && refusedPath(error) !== undefined ? undefined : wayOutOf(error);
  const message = `${messageOf(error)}${wayOut === undefined ? '' : `; ${wayOut}`}`;
  const exitCode = expected ? error.exitCode : exitCodes.broken;
  terminal.json({ error: message, exitCode });
  process.stderr.write(`${terminal.colors.red('error')} ${printable(message)}\n`);
  if (!expected && process.env['EVENKEEL_DEBUG'] !== undefined && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
  }
  return exitCode;
}
