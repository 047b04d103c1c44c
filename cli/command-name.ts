/**
 * How this command is started from a shell, as the start of a command that a person can paste.
 *
 * @internal
 */
export const commandName = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment['npm_execpath'] === undefined ? 'evenkeel' : 'npx evenkeel';

/** A command line that a shell takes as it is. */
export const commandLine = (...words: readonly string[]): string =>
  [
    commandName(),
    ...words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)),
  ].join(' ');

const PLAIN = /^[\w@%+=:,./#-]+$/;
