import { describe, expect, it } from '@jest/globals';
import { commands } from '../../../cli/commands/index.ts';
import { REPEATABLE } from '../../../cli/usage.ts';
import { evenkeelHere } from './evenkeel-here.ts';

describe('an invalid command line', () => {
  it.each([
    { typed: [], says: 'name a command; the commands are gameday, up, deploy, reconcile,' },
    { typed: ['--nope'], says: 'unknown option --nope; name a command: gameday,' },
    { typed: ['gamday'], says: 'unknown command gamday (did you mean gameday?); the commands are gameday,' },
    { typed: ['reconcile', 'ledger'], says: 'missing argument: run\nSee: evenkeel reconcile ledger --help' },
    { typed: ['chaos', 'check'], says: 'missing argument: run\nSee: evenkeel chaos check --help' },
    {
      typed: ['up', '--stage', 'duo', '--definition', 'none'],
      says: 'stage duo is a system in us-east-1 and another one in eu-west-1',
    },
    {
      typed: ['up', '--stage', 'nope', '--definition', 'none'],
      says: 'there is no stage "nope"; choose one of: dev, qa, prod, duo',
    },
    { typed: ['up', '--stage', 'prod'], says: 'stage prod authorises by IAM' },
    { typed: ['up', '--port', '99999'], says: '--port must be a number from 0 to 65535' },
    {
      typed: ['chaos', 'validate', 'crash_before_commit', 'nope', 'neither'],
      says: 'no experiment nope: pass a YAML file',
    },
    { typed: ['chaos', 'validate', 'nope', 'neither'], says: 'no experiment neither: pass a YAML file' },
    { typed: ['reconcile', '--approve', 'p'], says: '--approve only works together with --repair' },
    { typed: ['load'], says: 'See: evenkeel load --help' },
    { typed: ['load', 'smoke', '--seed'], says: '--seed needs a value\nSee: evenkeel load --help' },
    { typed: ['reconcile', '--config'], says: '--config needs a value\nSee: evenkeel reconcile --help' },
    { typed: ['reconcile', '--rule'], says: '--rule needs a value\nSee: evenkeel reconcile --help' },
    { typed: ['reconcile', '--quiet', '--rule', '--json=false'], says: '--rule needs a value' },
    { typed: ['reconcile', '--rule', 'a', '--rule'], says: '--rule needs a value' },
    { typed: ['reconcile', 'undo', 'r', '--only', '--quiet'], says: '--only needs a value' },
    { typed: ['reconcile', 'accept', 'withdraw', 'r', '--key', '--quiet'], says: '--key needs a value' },
    { typed: ['chaos', 'validate', 'crash_before_commit', '--app'], says: '--app needs a value' },
    { typed: ['reconcile', '--stage', '--quiet'], says: '--stage needs a value\nSee: evenkeel reconcile --help' },
    {
      typed: ['reconcile', '--config', 'a', '--config', 'b'],
      says: '--config is given twice: write it once\nSee: evenkeel reconcile',
    },
    { typed: ['up', '--definition=a', '--definition=b'], says: '--definition is given twice' },
    { typed: ['load', 'smoke', '--seed', ''], says: '--seed is empty' },
    { typed: ['chaos', 'check', ''], says: 'the argument after check is empty' },
    { typed: ['report', ''], says: 'the argument after report is empty' },
    { typed: ['up', '--app='], says: '--app is empty' },
    { typed: ['up', '--definition', ''], says: '--definition is empty' },
    { typed: [''], says: 'the first argument is empty' },
    { typed: ['load', 'smoke', '--seed', '1.5'], says: '--seed must be an integer' },
    { typed: ['load', 'smoke', '--seed', '4294967296'], says: '--seed must be an integer' },
    { typed: ['load', 'smoke', '--sped', '3'], says: 'unknown option --sped' },
    {
      typed: ['up', '--sped', '3'],
      says: 'unknown option --sped (did you mean --speed?)\nSee: evenkeel up --help',
    },
    { typed: ['reconcile', '--dirft', 'x'], says: 'unknown option --dirft (did you mean --drift?)' },
    { typed: ['chaos', 'validat', 'x'], says: 'unknown command chaos validat (did you mean chaos validate?)' },
    { typed: ['reconcile', 'accept', 'prices'], says: 'missing option --reason, --until' },
    { typed: ['up', '--port', 'x'], says: 'See: evenkeel up --help' },
    {
      typed: ['load', 'smoke', '--system', 'mine.ts'],
      says: '--system must be the id of a running system, such as 4711, as `up` prints it; it is mine.ts',
    },
  ])('$typed exits with 2 and an explanation', async ({ typed, says }) => {
    const { exitCode, stdout, stderr } = await evenkeelHere(typed);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('reports the error as JSON with --json', async () => {
    const { exitCode, stdout } = await evenkeelHere(['load', 'smoke', '--seed', 'x', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('--seed'), exitCode: 2 });
  });

  it('reports what it does not know as JSON, too', async () => {
    const { exitCode, stdout } = await evenkeelHere(['up', '--sped', '3', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('did you mean --speed?'), exitCode: 2 });
  });
});

describe('the options that may be repeated', () => {
  it('are exactly those that the help of a command calls a list', async () => {
    const help = async (path: string) => (await evenkeelHere([...path.split(' '), '--help'])).stdout;
    const helps: string[] = [];
    for (const { command } of commands) {
      const name = command.split(' ')[0] ?? '';
      const own = await help(name);
      helps.push(own);
      for (const [, path = ''] of own.matchAll(new RegExp(`^ +evenkeel (${name} [a-z-]+)`, 'gm')))
        helps.push(await help(path));
    }
    const lists = helps.flatMap((text) => [...text.matchAll(/^ +--([a-z-]+)(?:(?!^ +--)[^])*?\[array\]/gm)]);
    expect([...new Set(lists.map(([, name]) => name))].sort()).toEqual(REPEATABLE);
  });
});
