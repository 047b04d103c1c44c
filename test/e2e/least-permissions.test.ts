import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessReport, SystemDescription } from '../../chaos/schemas/index.ts';
import { drill } from '../../infra/permissions/drill.ts';
import { experiments } from '../../infra/permissions/experiments.ts';
import { killSwitch } from '../../infra/permissions/kill-switch.ts';
import type { Place, Policy } from '../../infra/permissions/place.ts';
import { reading, repairing } from '../../infra/permissions/reconcile.ts';
import { referenceSystem } from '../../infra/permissions/reference-system.ts';
import { schedule } from '../../infra/permissions/schedule.ts';
import { evenkeel, ownCache, type Running, repository } from './evenkeel.ts';
import { type PolicyDocument, sessionWith } from './iam.ts';

const EXPERIMENT = join(repository, 'test', 'e2e', 'fixtures', 'refusals_in_real_time.yaml');

/** The policies as docs/aws.md shows them. */
const documentOf = (policies: readonly Policy[], place: Place): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: policies
    .flatMap(({ statements }) => statements(place))
    .map(({ actions, resources, passedTo }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(passedTo !== undefined && { Condition: { StringEquals: { 'iam:PassedToService': passedTo } } }),
    })),
});

/** The commands, each in a process whose credentials are those of a role with the policies of docs/aws.md alone. */
describe('a role with the documented policies', () => {
  let up: Running;
  let folder: string;
  let system: SystemDescription;
  let place: Place;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-least-'));
    up = evenkeel(['up', '--json']);
    system = SystemDescription.strip().parse(await up.firstObject());
    place = { account: '000000000000', region: system.region, prefix: system.prefix };
  }, 600_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  const denied = async () => {
    const reply = await fetch(new URL('access', system.clockUrl));
    return AccessReport.parse(await reply.json()).denied.map(
      ({ caller, action, resource }) => `${caller} ${action} ${resource}`,
    );
  };
  const runAs = async (role: string, policies: readonly Policy[], commands: readonly (readonly string[])[]) => {
    const credentials = await sessionWith(system.environment, role, documentOf(policies, place));
    // An empty registry of running systems, so that only the SDK can lead to this one.
    const env = { ...system.environment, ...credentials, EVENKEEL_CACHE: await ownCache(join(folder, role)) };
    const results: { readonly command: string; readonly exitCode: number | null; readonly stderr: string }[] = [];
    for (const command of commands) {
      const run = evenkeel([...command, '--target', 'aws', '--stage', 'dev', '--json'], { cwd: folder, env });
      const { exitCode, stderr } = await run.ended;
      results.push({ command: command.join(' '), exitCode, stderr: exitCode === 0 ? '' : stderr });
    }
    return results;
  };

  it.each<[string, readonly Policy[], readonly (readonly string[])[]]>([
    [
      'kill-switch',
      [killSwitch],
      [
        ['chaos', 'status'],
        ['chaos', 'stop'],
      ],
    ],
    ['schedule', [schedule], ['show', 'pause', 'resume', 'run-now'].map((action) => ['schedule', action])],
    ['reading', [reading], [['reconcile']]],
    [
      'repairing',
      [reading, repairing],
      [
        ['reconcile', '--repair'],
        ['reconcile', 'accept', 'list'],
      ],
    ],
    [
      'experiments',
      [killSwitch, experiments, schedule, reading, repairing, referenceSystem, drill],
      [['chaos', 'run', EXPERIMENT]],
    ],
  ])(
    'may do all that it is for: %s',
    async (role, policies, commands) => {
      const results = await runAs(role, policies, commands);
      expect({ results, denied: await denied() }).toEqual({
        results: commands.map((command) => ({ command: command.join(' '), exitCode: 0, stderr: '' })),
        denied: [],
      });
    },
    600_000,
  );

  it('may do nothing else', async () => {
    const [result] = await runAs('stranger', [killSwitch], [['schedule', 'pause']]);
    expect(result?.exitCode).not.toBe(0);
    expect(result?.stderr).toContain('is not authorized to perform: scheduler:GetSchedule');
    expect((await denied()).join('\n')).toContain('assumed-role/stranger/operator scheduler:GetSchedule');
  }, 120_000);
});
