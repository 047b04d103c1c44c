/** The reusable action of GitHub: its commands exist, and its steps do what they say. */
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { parse } from 'yaml';
import * as z from 'zod';
import { evenkeelHere } from '../cli/evenkeel-here.ts';
import { root } from './documents.ts';

const Action = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  runs: z.object({
    steps: z.array(
      z.object({
        name: z.string(),
        id: z.string().optional(),
        if: z.string().optional(),
        uses: z.string().optional(),
        env: z.record(z.string(), z.string()).default({}),
        run: z.string().optional(),
      }),
    ),
  }),
});

const text = await readFile(join(root, '.github/actions/gameday/action.yml'), 'utf8');
const { inputs, runs } = Action.parse(parse(text));

const scripts = runs.steps.map(({ run = '' }) => run);

/** The lines that call evenkeel, without what the shell reads. */
const lines = scripts.flatMap((script) =>
  script
    .split('\n')
    .map((line) => line.trim().replace(/ \|\| code=\$\?$/, ''))
    .filter((line) => line.startsWith('evenkeel ')),
);

/** The help that evenkeel prints for a line's command: the words before its first argument. */
async function helpOf(line: string): Promise<string> {
  const words = line.split(' ').slice(1);
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  const command = end < 0 ? words : words.slice(0, end);
  const { stdout } = await evenkeelHere([...command, '--help']);
  // For a subcommand that does not exist, it is the help of its parent.
  expect(stdout.split('\n')[0]).toMatch(new RegExp(`^evenkeel ${command.join(' ')}(?: [<[]|$)`));
  return stdout;
}

const optionsIn = (line: string): string[] => [...line.matchAll(/ --([a-z-]+)/g)].map(([, option = '']) => option);

describe('the commands of the action', () => {
  it('are found', () => {
    expect(lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'evenkeel chaos run',
      'evenkeel gameday "$PLAN"',
      'evenkeel report compare',
      'evenkeel report index',
    ]);
  });

  it.each(lines)('exist, with their options: %s', async (line) => {
    const help = await helpOf(line);
    for (const option of optionsIn(line)) expect(help).toMatch(new RegExp(`^ +--${option} `, 'm'));
  });

  it('have every option that an input adds', async () => {
    const added = [...text.matchAll(/options\+=\(--([a-z-]+) /g)].map(([, option = '']) => option);
    expect(added).toEqual(['app', 'definition', 'seed']);
    const where = [...text.matchAll(/where\+=\(--([a-z-]+) /g)].map(([, option = '']) => option);
    expect(where).toEqual(['target', 'stage']);
    for (const [command, options] of [
      ['evenkeel gameday', added],
      ['evenkeel chaos run', [...added, ...where]],
    ] as const) {
      const help = await helpOf(command);
      for (const option of options) expect(help).toMatch(new RegExp(`^ +--${option} `, 'm'));
    }
  });
});

describe('docs/reports.md', () => {
  it('lists every input of the action', async () => {
    const page = await readFile(join(root, 'docs/reports.md'), 'utf8');
    const [, table = ''] = /^\| input \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const listed = table.split('\n').flatMap((row) => /^\| `([a-z-]+)` \|/.exec(row)?.[1] ?? []);
    expect(listed).toEqual(Object.keys(inputs));
  });
});

describe('the inputs of the action', () => {
  it('are all used, and no others are', () => {
    const used = new Set([...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name = '']) => name));
    expect([...used].sort()).toEqual(Object.keys(inputs).sort());
  });

  it('never become a part of a script', () => {
    for (const script of scripts) expect(script).not.toContain('${{');
  });
});

describe('the steps of the action', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-action-'));
    // Notes how it was called; a run leaves the reports that evenkeel leaves.
    await writeFile(
      join(folder, 'fake.sh'),
      [
        '#!/bin/bash',
        'echo "$*" >> calls.txt',
        'if [ "$1" = gameday ] || [ "$1" = chaos ]; then',
        '  mkdir -p reports/runs/short/one && ln -sfn one reports/runs/short/latest',
        '  echo "# FAIL: it broke" > reports/runs/short/one/report.md',
        '  echo "::error title=FAIL::it broke" > reports/runs/short/one/annotations.txt',
        'fi',
        'if [ "$1 $2" = "report compare" ]; then exit "${WORSE:-0}"; fi',
        'exit "${ENDS:-0}"',
      ].join('\n'),
    );
    await chmod(join(folder, 'fake.sh'), 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Runs a step as GitHub does, with its outputs and summary in files. */
  async function step(id: string, values: Readonly<Record<string, string>>) {
    const { run = '', env = {} } = runs.steps.find((one) => one.id === id || one.name === id) ?? {};
    const blank = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
    const { stdout, exitCode } = await x('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      nodeOptions: {
        cwd: folder,
        env: {
          ...process.env,
          ...blank,
          COMMAND: './fake.sh',
          RUNNER_TEMP: folder,
          GITHUB_ACTION_PATH: join(root, '.github/actions/gameday'),
          GITHUB_OUTPUT: join(folder, 'output.txt'),
          GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
          ...values,
        },
      },
    });
    return { stdout, exitCode };
  }

  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');

  it('play the plan with the options that are given, and keep its exit code for the end', async () => {
    const { exitCode } = await step('run', { PLAN: 'short', APP: 'my cdk.out', SEED: '7', ENDS: '1' });
    expect(exitCode).toBe(0);
    expect(await read('calls.txt')).toBe('gameday short --app my cdk.out --seed 7\n');
    expect(await read('output.txt')).toBe('exit-code=1\nverdict=FAIL\n');
  });

  it('run experiments instead of the plan', async () => {
    await step('run', { PLAN: 'gameday', EXPERIMENTS: 'one.yaml two.yaml' });
    expect(await read('calls.txt')).toBe('chaos run one.yaml two.yaml\n');
  });

  it('run experiments on a stage of an account', async () => {
    await step('run', { PLAN: 'gameday', EXPERIMENTS: 'one two', TARGET: 'aws', STAGE: 'dev' });
    expect(await read('calls.txt')).toBe('chaos run one two --target aws --stage dev\n');
  });

  it('run a plan on this machine, named or not', async () => {
    await step('run', { PLAN: 'gameday', TARGET: 'local' });
    expect(await read('calls.txt')).toBe('gameday gameday\n');
    expect(await read('output.txt')).toBe('exit-code=0\nverdict=PASS\n');
  });

  it.each([{ TARGET: 'aws' }, { STAGE: 'dev' }, { TARGET: 'local', STAGE: 'dev' }])(
    'refuse a plan on a stage, because it would boot a system of its own: %j',
    async (where) => {
      const { stdout } = await step('run', { PLAN: 'gameday', ...where });
      expect(await read('calls.txt')).toBe('');
      expect(stdout).toContain('::error title=evenkeel game day::a plan boots a system of its own');
      expect(await read('output.txt')).toBe('exit-code=2\nverdict=NONE\n');
    },
  );

  it('show the reports of this run, and not those of earlier ones', async () => {
    await mkdir(join(folder, 'reports/runs/old/before'), { recursive: true });
    await writeFile(join(folder, 'reports/runs/old/before/report.md'), 'old');
    await symlink('before', join(folder, 'reports/runs/old/latest'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await step('run', { PLAN: 'short' });
    const { stdout } = await step('show', {});
    expect(await read('summary.md')).toBe('# FAIL: it broke\n');
    expect(stdout).toContain('::error title=FAIL::it broke');
    expect(await read('calls.txt')).toContain('report index');
  });

  it('compare with the baseline, and fail the job if a check regressed', async () => {
    await step('run', { PLAN: 'short' });
    await step('show', { BASELINE: 'good', WORSE: '1' });
    expect(await read('calls.txt')).toContain('report compare good reports/runs/short/latest --html');
    expect(await read('output.txt')).toContain('comparison=1\n');
    const end = runs.steps.at(-1)?.name ?? '';
    expect(await step(end, { CODE: '0', COMPARISON: '1' })).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['0', 'fail', 0],
    ['1', 'pass', 1],
    ['2', 'pass', 2],
    ['3', 'fail', 3],
    ['3', 'pass', 0],
    ['4', 'pass', 4],
  ])('end a run of exit code %s, if undecided runs %s, with %d', async (code, undecided, ends) => {
    const end = runs.steps.at(-1)?.name ?? '';
    expect(await step(end, { CODE: code, COMPARISON: '0', UNDECIDED: undecided })).toMatchObject({ exitCode: ends });
  });
});
