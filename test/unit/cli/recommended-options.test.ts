/** An option that the message of a failure recommends must be one of the command that fails. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { helpOf, problemsOf } from '../docs/command-lines.ts';
import { root } from '../docs/documents.ts';

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|[\s;])\/\/.*$/gm;
/** What describes a command or an option in its own help, and no failure. */
const OWN_HELP = /\.(?:example|epilog)\([\s\S]*?\)(?=\s*[.,;])|describe:\s*(?:'[^']*'|"[^"]*"|`[^`]*`)/g;
const IMPORT =
  /^(?:import|export)(?! type)[^;]*?from '((?:\.|@evenkeel\/)[^']+)';|import\('((?:\.|@evenkeel\/)[^']+)'\)/gm;
/** An option in a sentence, with the words before it. */
const RECOMMENDED = /([^\n]{0,60}[ `(])--([a-z][a-z-]+)/g;
/** Another program's option, or that of the command of evenkeel that the sentence spells out. */
const OTHERS = /(?:\b(?:npm|npx|cdk|apigateway|sha256sum|evenkeel [a-z]+)\b)[^.;:'"]*$/;

const code = (file: string): string => readFileSync(file, 'utf8').replaceAll(COMMENTS, '');

/** The file of an import: a module beside it, or one of the packages. */
function fileOf(importing: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return [resolve(dirname(importing), specifier)].find(existsSync);
  const module = join(root, specifier.replace('@evenkeel/', ''));
  return [`${module}.ts`, join(module, 'index.ts')].find(existsSync);
}

const importsOf = (file: string): string[] =>
  [...code(file).matchAll(IMPORT)].flatMap(([, from, lazy]) => fileOf(file, from ?? lazy ?? '') ?? []);

const known = new Map<string, readonly string[]>();
/** The options that a module recommends. */
function recommendedIn(file: string): readonly string[] {
  if (WITHOUT_RECOMMENDATIONS.includes(relative(root, file))) return [];
  const found = known.get(file) ?? [
    ...new Set(
      [...code(file).replaceAll(OWN_HELP, '').matchAll(RECOMMENDED)]
        .filter(([, before = '']) => !OTHERS.test(before))
        .map(([, , option = '']) => option),
    ),
  ];
  known.set(file, found);
  return found;
}

/** Everything that a module loads. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of importsOf(file)) loadedBy(imported, seen);
  return seen;
}

/** The commands with their modules, such as `chaos run`. */
function commandsIn(index: string, group = ''): readonly (readonly [name: string, module: string])[] {
  const listed = /command: '(\S+)[^']*',\s*describe:[\s\S]*?import\('(\.[^']+)'\)/g;
  return [...code(index).matchAll(listed)].flatMap(([, word = '', specifier = '']) => {
    const module = fileOf(index, specifier) ?? '';
    const name = word === '$0' ? group.trim() : `${group}${word}`;
    return group === '' && module.endsWith('/index.ts') ? commandsIn(module, `${word} `) : [[name, module] as const];
  });
}

const commands = commandsIn(join(root, 'cli/commands/index.ts'));

/**
 * Modules whose options are no recommendations of the command: each option's own mistakes, what a report advises for the
 * next run, CSS, other programs, titles of policies.
 */
const WITHOUT_RECOMMENDATIONS = [
  'cli/options.ts',
  'reports/facts/check-texts.ts',
  'reports/html/style.ts',
  'local/npm/fetch-package.ts',
  'local/rds/engine/start.ts',
  'infra/permissions/reconcile.ts',
  'cli/init/write.ts',
];

/** Recommendations that a command loads, and never makes, and why. */
const NEVER_MADE: readonly {
  readonly module: string;
  readonly options: readonly string[];
  readonly by: readonly string[];
  readonly because: string;
}[] = [
  {
    module: 'cli/system/stacks.ts',
    options: ['app'],
    by: [
      ...['reconcile undo', 'reconcile ledger', 'reconcile runs', 'reconcile show', 'reconcile unlock'],
      ...['reconcile accept', 'schedule', 'chaos status', 'chaos stop', 'load'],
      ...['chaos list', 'chaos check', 'report compare', 'report trace'],
    ],
    because: 'without the option they read no app',
  },
  {
    module: 'cli/system/attach.ts',
    options: ['stage', 'prefix'],
    by: ['gameday', 'up', 'chaos validate', 'chaos prove', 'chaos sweep', 'estimate'],
    because: 'it is said on AWS, where they do not work',
  },
  {
    module: 'cli/system/attach.ts',
    options: ['system'],
    by: ['gameday', 'up', 'chaos prove', 'estimate'],
    because: 'they choose no system that runs: they boot their own, or need none',
  },
  {
    module: 'cli/system/describe-aws.ts',
    options: ['prefix'],
    by: ['gameday', 'up', 'chaos validate', 'chaos prove', 'chaos sweep', 'estimate'],
    because: 'it is said on AWS, where they do not work',
  },
  {
    module: 'cli/gameday/run-all.ts',
    options: ['target'],
    by: ['chaos validate', 'chaos prove', 'chaos sweep'],
    because: 'it is said on AWS, where they do not work',
  },
  {
    module: 'cli/system/of-run.ts',
    options: ['definition'],
    by: ['report compare', 'report trace'],
    because: 'they find the folder of a run, and judge none',
  },
  {
    module: 'cli/system/find-config.ts',
    options: ['definition'],
    by: ['reconcile tables'],
    because: 'it looks for a config alone',
  },
  ...['system/find-config.ts', 'system/reconciliation.ts', 'system/config.ts', 'commands/reconcile/options.ts'].map(
    (file) => ({
      module: `cli/${file}`,
      options: ['config', 'definition'],
      by: ['schedule'],
      because: 'it finds no rules: those of its system are deployed',
    }),
  ),
  {
    module: 'cli/gameday/calibrate.ts',
    options: ['scale'],
    by: ['chaos validate'],
    because: 'it sends no load',
  },
  {
    module: 'local/dynamodb/emulator.ts',
    options: ['dynamodb-endpoint'],
    by: ['chaos validate', 'doctor'],
    because: 'they boot nothing',
  },
];

const isNeverMade = (command: string, module: string, option: string): boolean =>
  NEVER_MADE.some(
    (one) => relative(root, module) === one.module && one.options.includes(option) && one.by.includes(command),
  );

describe.each(commands)('evenkeel %s', (command, module) => {
  it('has each option that its failures recommend', async () => {
    const help = await helpOf(command);
    const lacking = [...loadedBy(module)].flatMap((file) =>
      recommendedIn(file)
        .filter((option) => !new RegExp(`^ +--${option} `, 'm').test(help) && !isNeverMade(command, file, option))
        .map((option) => `${relative(root, file)} recommends --${option}`),
    );
    expect(lacking).toEqual([]);
  });
});

it('spells out no command line that does not exist', async () => {
  const SPELLED = /(?<=\bevenkeel )[a-z][^`'"\n;.,$)]*--[a-z][a-z-]+/g;
  const files = new Set(commands.flatMap(([, module]) => [...loadedBy(module)]));
  const lines = [...files].flatMap((file) => code(file).match(SPELLED) ?? []);
  expect(lines.length).toBeGreaterThan(5);
  expect((await Promise.all([...new Set(lines)].map(problemsOf))).flat()).toEqual([]);
});

it('lists no recommendation as never made that its module no longer has, or that the command has', async () => {
  for (const { module, options, by, because } of NEVER_MADE) {
    expect(because).not.toBe('');
    const recommended = options.filter((option) => recommendedIn(join(root, module)).includes(option));
    expect({ module, recommended }).not.toEqual({ module, recommended: [] });
    for (const command of by) {
      const help = await helpOf(command);
      const has = options.filter((option) => new RegExp(`^ +--${option} `, 'm').test(help));
      expect({ module, command, has }).not.toEqual({ module, command, has: options });
    }
  }
});

it('finds the commands, and what they recommend', () => {
  expect(commands.map(([name]) => name)).toEqual(expect.arrayContaining(['deploy', 'chaos sweep', 'reconcile ledger']));
  expect(recommendedIn(join(root, 'cli/system/attach.ts'))).toContain('system');
});
