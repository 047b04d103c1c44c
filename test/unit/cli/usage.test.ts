import { describe, expect, it } from '@jest/globals';
import { evenkeel } from '../../e2e/evenkeel.ts';

describe('an invalid command line', () => {
  it.each([
    { typed: [], says: 'name a command; the commands are gameday, up, reconcile,' },
    { typed: ['--nope'], says: 'unknown option --nope; name a command: gameday,' },
    { typed: ['gamday'], says: 'unknown command gamday (did you mean gameday?); the commands are gameday,' },
    { typed: ['reconcile', 'ledger'], says: 'missing argument: run\nSee: evenkeel reconcile ledger --help' },
    { typed: ['chaos', 'check'], says: 'missing argument: run\nSee: evenkeel chaos check --help' },
    { typed: ['up', '--port', '99999'], says: '--port must be a number from 0 to 65535' },
    {
      typed: ['chaos', 'validate', 'crash_before_commit', 'nope', 'neither'],
      says: 'no experiment nope: pass a YAML file',
    },
    { typed: ['chaos', 'validate', 'nope', 'neither'], says: 'no experiment neither: pass a YAML file' },
    { typed: ['reconcile', '--approve', 'p'], says: '--approve only works together with --repair' },
    { typed: ['load'], says: 'See: evenkeel load --help' },
    { typed: ['load', 'smoke', '--seed'], says: 'seed' },
    { typed: ['load', 'smoke', '--seed', ''], says: '--seed is empty' },
    { typed: ['chaos', 'check', ''], says: 'the argument after check is empty' },
    { typed: ['report', ''], says: 'the argument after report is empty' },
    { typed: ['up', '--app='], says: '--app is empty' },
    { typed: ['up', '--system', ''], says: '--system is empty' },
    { typed: [''], says: 'the first argument is empty' },
    { typed: ['load', 'smoke', '--seed', '1.5'], says: '--seed must be an integer' },
    { typed: ['load', 'smoke', '--seed', '4294967296'], says: '--seed must be an integer' },
    { typed: ['load', 'smoke', '--sped', '3'], says: 'sped' },
  ])('$typed exits with 2 and an explanation', async ({ typed, says }) => {
    const { exitCode, stdout, stderr } = await evenkeel(typed).ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('reports the error as JSON with --json', async () => {
    const { exitCode, stdout } = await evenkeel(['load', 'smoke', '--seed', 'x', '--json']).ended;
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('--seed'), exitCode: 2 });
  });
});
