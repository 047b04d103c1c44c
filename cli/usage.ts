/** Messages for a command line that evenkeel does not understand. */
import { suggestion } from '@evenkeel/chaos/schemas/mistakes';
import { CommandFailure, exitCodes, usageFailure } from './failure.ts';

/** yargs' message for a missing positional argument. */
const TOO_FEW = /^Not enough non-option arguments: .*$/;
/** yargs' message for options that a command needs. */
const REQUIRED = /^Missing required arguments?: (.*)$/;
/** yargs' message for words that a command does not know. */
const UNKNOWN = /^Unknown (?:arguments?|commands?|options?): (.*)$/;

/** yargs' message for a subcommand that it does not know; it does not repeat the word. */
const DID_YOU_MEAN = /^Did you mean .*\?$/;

/** yargs' message for an option without its value, in which the option looks like an argument. */
export const namingOption = (message: string): string =>
  message.replace(/^Not enough arguments following: (.*)$/, (_all, option: string) => `--${option} needs a value`);

/** Words that a command does not know; empty for the subcommand that stands in its place. Which ones it knows, only its own help says. */
export class UnknownWords extends Error {
  readonly words: readonly string[];
  readonly path: string;
  readonly help: () => Promise<string>;

  /** @param path of the command, such as `reconcile ledger` */
  constructor(words: readonly string[], path: string, help: () => Promise<string>) {
    super(`unknown: ${words.join(', ')}`);
    this.words = words;
    this.path = path;
    this.help = help;
  }
}

const seeHelp = (path: string): string => `\nSee: evenkeel ${path === '' ? '' : `${path} `}--help`;

/**
 * A handler of yargs' refusals.
 *
 * @param path of the command, such as `reconcile ledger`
 * @param positional the command's first argument, such as `run`
 * @param help the command's help
 */
export const refusing =
  (path: string, positional?: string, help: () => Promise<string> = () => Promise.resolve('')) =>
  (message: string, error: unknown): never => {
    // This must throw, or yargs would run the command that it has just refused.
    if (error instanceof CommandFailure && error.exitCode === exitCodes.usage) throw pointing(error, path);
    if (error instanceof Error && error.name !== 'YError') throw error;
    if (DID_YOU_MEAN.test(message)) throw new UnknownWords([], path, help);
    const [, unknown] = UNKNOWN.exec(message) ?? [];
    if (unknown !== undefined) throw new UnknownWords(unknown.split(', '), path, help);
    const missing = positional === undefined ? 'missing argument' : `missing argument: ${positional}`;
    const text = namingOption(message)
      .replace(TOO_FEW, missing)
      .replace(REQUIRED, (_all, names: string) => `missing option ${optionsIn(names.split(', '))}`);
    throw usageFailure(`${text.charAt(0).toLowerCase()}${text.slice(1)}${seeHelp(path)}`);
  };

/** The failure of a value that its option does not take, which yargs reports to no command. */
export const ofCommand = (
  error: CommandFailure,
  typed: readonly string[],
  known: readonly string[],
): CommandFailure => {
  const [name = '', subcommand] = typed.filter((word) => !word.startsWith('-'));
  if (!known.includes(name)) return error;
  const isGroup = GROUPS.includes(name) && subcommand !== undefined;
  return pointing(error, isGroup ? `${name} ${subcommand}` : name);
};

/** Commands whose next word names a subcommand. */
const GROUPS: readonly string[] = ['chaos', 'reconcile'];

const pointing = (error: CommandFailure, path: string): CommandFailure =>
  error.message.includes('--help') ? error : usageFailure(`${error.message}${seeHelp(path)}`, error);

const optionsIn = (names: readonly string[]): string => names.map((name) => `--${name}`).join(', ');

/** The failure that names each word, with the nearest one that the command knows. */
export async function unknownWords({ words, path, help }: UnknownWords, typed: readonly string[]) {
  const text = await help();
  const options = [...text.matchAll(/--([a-z][\w-]*)/g)].map(([, name = '']) => name);
  // yargs repeats the path in a help that it makes after a refusal.
  const listed = new RegExp(`^ +evenkeel (?:${path} )*([a-z][\\w-]*)`, 'gm');
  const commands = [...text.matchAll(listed)].map(([, name = '']) => name);
  const isOption = (word: string): boolean =>
    typed.some(
      (one) => one === `--${word}` || one.startsWith(`--${word}=`) || (one === `-${word}` && word.length === 1),
    );
  // yargs names an option of several words twice.
  const asked = words.length > 0 ? words : [wordAfter(path, typed)];
  const named = asked.filter(
    (word) => isOption(word) || !asked.some((other) => camelCase(other) === word && other !== word),
  );
  const parts = named.map((word) => {
    if (isOption(word)) return `unknown option --${word}${nearestOf(word, options, '--')}`;
    if (commands.length > 0) return `unknown command ${path} ${word}${nearestOf(word, commands, `${path} `)}`;
    return `unknown argument ${word}`;
  });
  return usageFailure(`${parts.join('; ')}${seeHelp(path)}`);
}

/** The first word after those of a command's path. */
function wordAfter(path: string, typed: readonly string[]): string {
  const bare = typed.filter((word) => !word.startsWith('-'));
  return bare[path.split(' ').filter((part) => part !== '').length] ?? '';
}

const camelCase = (word: string): string => word.replaceAll(/-(.)/g, (_all, letter: string) => letter.toUpperCase());

const nearestOf = (word: string, known: readonly string[], before: string): string =>
  suggestion(word, known).replace('did you mean ', `did you mean ${before}`);

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

/**
 * Options that take several values. Whatever else stands twice contradicts itself.
 *
 * @internal
 */
export const REPEATABLE: readonly string[] = ['ignore', 'only', 'rule'];

/** @throws CommandFailure exit 2 that names an option that stands twice */
export function refuseRepeated(typed: readonly string[]): void {
  const names = typed.flatMap((word) => /^--(?:no-)?([a-z][\w-]*)/.exec(word)?.[1] ?? []);
  const twice = names.find((name, index) => names.indexOf(name) < index && !REPEATABLE.includes(name));
  if (twice !== undefined) throw usageFailure(`--${twice} is given twice: write it once`);
}

/**
 * yargs takes an option without its value for an empty text, an empty list or its default: `--rule` in front of another
 * option, for a variable of a shell script that is not set, would run no rule, and find nothing.
 *
 * @param parsed the options as yargs parsed them
 * @throws CommandFailure exit 2 that names the option
 */
export function refuseMissingValues(parsed: Readonly<Record<string, unknown>>, typed: readonly string[]): true {
  for (const [index, word] of typed.entries()) {
    const [, name] = /^--([a-z][\w-]*)$/.exec(word) ?? [];
    if (name === undefined || !(name in parsed) || typeof parsed[name] === 'boolean') continue;
    if ((typed[index + 1] ?? '--').startsWith('--')) throw usageFailure(`--${name} needs a value`);
  }
  return true;
}

/** The options that need no command. */
const GLOBAL = /^--(?:(?:no-)?(?:json|quiet|color)|help|version)$/;
