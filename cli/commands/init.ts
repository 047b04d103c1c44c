import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { bind } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { type Answers, answersOf, type Ask, notesOn } from '../init/answers.ts';
import { type FoundApp, inspectApp } from '../init/inspect.ts';
import { filesFor, writeNew } from '../init/write.ts';

export const init = bind({
  options: (yargs) =>
    yargs
      .positional('folder', { type: 'string', default: '.', describe: 'folder to write the files to' })
      .option('app', { type: 'string', describe: 'cdk.out folder of your app; by default the one in that folder' })
      .option('yes', { type: 'boolean', default: false, describe: 'ask nothing, and use the defaults' })
      .option('name', { type: 'string', describe: 'name of the system' })
      .option('function', { type: 'string', describe: 'name of the function to break first, without the prefix' })
      .option('service', { type: 'string', describe: "the function's `service` in withChaos" })
      .option('request', { type: 'string', describe: 'request that reaches the function, such as "POST /orders"' })
      .option('body', { type: 'string', describe: 'body of that request, as JSON' })
      .option('compare', {
        type: 'string',
        describe: 'two tables that must hold the same keys, such as orders,invoices',
      })
      .example('$0 init', 'ask what cannot be read from cdk.out, and write the files')
      .example('$0 init --yes --request "GET /orders"', 'ask nothing, and break the function behind this request'),
  run: async ({ folder: given, app: assembly, yes, ...options }, { terminal, signal }) => {
    const folder = resolve(given);
    const app = await inspectApp(assembly ?? join(folder, 'cdk.out'));
    terminal.print(`${app.prefix}*: ${listOf('functions', app.functions)}; ${listOf('tables', app.tables)};`);
    terminal.print(`  ${app.alarms.length === 0 ? 'no alarms' : `alarms ${app.alarms.join(', ')}`}`);
    for (const line of unnamedLines(app)) terminal.print(line);
    const answers = await questioned(yes || options.json, signal, (ask) => answersOf(app, options, ask));
    const files = await filesFor(folder, app, answers);
    await writeNew(folder, files);
    for (const file of files.keys()) terminal.print(`wrote ${relative(process.cwd(), join(folder, file))}`);
    for (const line of notesOn(options, answers)) terminal.print(line);
    const next = nextSteps(folder, app, answers);
    for (const line of next) terminal.print(line);
    terminal.json({ folder, written: [...files.keys()], system: answers.name, function: answers.target.name });
    return exitCodes.pass;
  },
});

const listOf = (what: string, things: readonly { readonly name: string }[]): string =>
  things.length === 0 ? `no ${what}` : `${what} ${things.map(({ name }) => name).join(', ')}`;

/** Without such a name, a resource is left out of everything that evenkeel does. */
function unnamedLines({ prefix, unnamed }: FoundApp): string[] {
  if (unnamed.length === 0) return [];
  return [
    `evenkeel does not see these, because they have no name that begins with ${prefix}:`,
    ...unnamed.map(({ construct, property }) => `  ${construct}: set ${property}`),
  ];
}

/** Asks on a terminal; elsewhere, the defaults are the answers. */
async function questioned(
  isSilent: boolean,
  signal: AbortSignal,
  answer: (ask: Ask) => Promise<Answers>,
): Promise<Answers> {
  if (isSilent || !process.stdin.isTTY || !process.stderr.isTTY) {
    return answer((_question, byDefault) => Promise.resolve(byDefault));
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await answer(async (question, byDefault) => {
      const hint = byDefault === '' ? '' : ` [${byDefault}]`;
      const text = await terminal.question(`${question}${hint}: `, { signal });
      return text.trim() === '' ? byDefault : text.trim();
    });
  } finally {
    terminal.close();
  }
}

function nextSteps(folder: string, app: FoundApp, { target, service, route }: Answers): string[] {
  const at = (path: string) => relative(process.cwd(), path) || '.';
  const command = `${at(join(folder, 'experiments', 'first.yaml'))} --app ${at(app.assembly)}`;
  return [
    '',
    ...(target.isEnabled
      ? []
      : [
          `Faults do not reach ${target.name} yet: wrap its handler, withChaos(handler, { service: '${service}', correlationId }),`,
          '  and let the ChaosControl of its stack enable it; then synthesize the app again.',
          '',
        ]),
    ...(route.needsKey
      ? ['The API requires a key: add an output ApiKeyId<Name> with its id, or set EVENKEEL_API_KEY.', '']
      : []),
    'Next:',
    `  npx evenkeel chaos validate ${command}`,
    `  npx evenkeel chaos run ${command}`,
  ];
}
