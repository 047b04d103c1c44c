/** Messages for a command line that evenkeel does not understand. */
import { usageFailure } from './failure.ts';

/** yargs' message for a missing positional argument. */
const TOO_FEW = /^Not enough non-option arguments: .*$/;

/**
 * A handler of yargs' refusals.
 *
 * @param path of the command, such as `reconcile ledger`
 * @param positional the command's first argument, such as `run`
 */
export const refusing =
  (path: string, positional?: string) =>
  (message: string, error: unknown): never => {
    // This must throw, or yargs would run the command that it has just refused.
    if (error instanceof Error) throw error;
    const missing = positional === undefined ? 'missing argument' : `missing argument: ${positional}`;
    const text = message.replace(TOO_FEW, missing);
    throw usageFailure(
      `${text.charAt(0).toLowerCase()}${text.slice(1)}\nSee: evenkeel ${path === '' ? '' : `${path} `}--help`,
    );
  };

/**
 * The message for a command line without a known command.
 *
 * @param typed the words of the command line
 * @param known the names of the commands
 * @param message yargs' message, possibly with the command that it suggests
 */
export function withoutCommand(typed: readonly string[], known: readonly string[], message: string): string {
  const choices = `the commands are ${known.join(', ')}`;
  const [word] = typed.filter((one) => !one.startsWith('-'));
  if (word !== undefined) {
    const hint = /Did you mean .*/.exec(message)?.[0];
    return `unknown command ${word}${hint === undefined ? '' : ` (${hint.toLowerCase()})`}; ${choices}`;
  }
  const [option] = typed.filter((one) => !GLOBAL.test(one));
  return option === undefined
    ? `name a command; ${choices}`
    : `unknown option ${option}; name a command: ${known.join(', ')}`;
}

/**
 * An empty value is usually a variable of a shell script that is not set. As a path it would mean the working directory.
 *
 * @throws CommandFailure exit 2 that names the option, or the word before the empty one
 */
export function refuseEmptyWords(typed: readonly string[]): void {
  for (const [index, word] of typed.entries()) {
    const [, option] = /^(--[\w-]+)=$/.exec(word) ?? [];
    if (word !== '' && option === undefined) continue;
    const before = typed[index - 1];
    const named = option ?? (before?.startsWith('--') === true ? before : undefined);
    const place = named ?? (before === undefined ? 'the first argument' : `the argument after ${before}`);
    throw usageFailure(`${place} is empty: give it a value, or leave it out`);
  }
}

/** The options that need no command. */
const GLOBAL = /^--(?:(?:no-)?(?:json|quiet|color)|help|version)$/;
