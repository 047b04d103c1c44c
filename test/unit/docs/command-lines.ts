/** The command lines of evenkeel that documents and workflows show, held to the help of the commands. */
import yargs from 'yargs';
import { commands } from '../../../cli/commands/index.ts';
import { lazily } from '../../../cli/commands/listed.ts';
import type { Document } from './documents.ts';

const helps = new Map<string, Promise<string>>();

/** The help of a command, such as `chaos run`. */
export function helpOf(command: string): Promise<string> {
  const known = helps.get(command);
  if (known !== undefined) return known;
  const parser = yargs()
    .scriptName('evenkeel')
    .options({ json: { type: 'boolean' }, quiet: { type: 'boolean' }, color: { type: 'boolean' } })
    .command(commands.map((one) => lazily(one)))
    .exitProcess(false)
    // Else it depends on the width of the terminal in which the tests run.
    .wrap(110);
  const help = new Promise<string>((resolve, reject) => {
    const show = (_error: unknown, _parsed: unknown, output: string) => {
      resolve(output);
    };
    Promise.resolve(parser.parse([...command.split(' '), '--help'], show)).catch(reject);
  });
  helps.set(command, help);
  return help;
}

const names = commands.map(({ command }) => command.split(' ')[0] ?? '');
const COMMAND = new RegExp(`^(?:\\$ )?(?:npx )?(?:evenkeel )?((?:${names.join('|')})(?: .*)?)$`);

/** The command lines of evenkeel that a document shows, without the name of the program and without a comment. */
export const commandLinesIn = ({ code }: Pick<Document, 'code'>): string[] =>
  code.flatMap((line) => COMMAND.exec(line.replace(/\s+(?:#|>|\| ).*$/, ''))?.[1] ?? []);

/** What is wrong with a command line, from the help of its command. */
export async function problemsOf(line: string): Promise<string[]> {
  const words = line.split(/\s+/);
  let [command = ''] = words;
  let help = await helpOf(command);
  for (const word of words.slice(1)) {
    const [subcommands = ''] = help.split(/^(?:Options|Examples):$/m);
    if (!/^[a-z-]+$/.test(word) || !new RegExp(`^ +evenkeel ${command} ${word}(?= |$)`, 'm').test(subcommands)) break;
    command = `${command} ${word}`;
    help = await helpOf(command);
  }
  const next = words[command.split(' ').length];
  const takesAction = help.includes(`evenkeel ${command} <action>`);
  const unknown = takesAction && next !== undefined && !next.startsWith('-') && !help.includes(`"${next}"`);
  const options = words.flatMap((word) => /^--(?:no-)?([a-z][a-z-]*)/.exec(word)?.[1] ?? []);
  return [
    ...(unknown ? [`evenkeel ${command} has no ${next}: ${line}`] : []),
    ...options
      .filter((option) => !new RegExp(`^ +--${option} `, 'm').test(help))
      .map((option) => `evenkeel ${command} has no --${option}: ${line}`),
  ];
}
