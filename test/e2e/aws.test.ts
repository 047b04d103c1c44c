import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessReport, Journal, SystemDescription } from '../../chaos/schemas/index.ts';
import { experiments } from '../../infra/permissions/experiments.ts';
import { killSwitch } from '../../infra/permissions/kill-switch.ts';
import type { Place, Policy } from '../../infra/permissions/place.ts';
import { reading, repairing } from '../../infra/permissions/reconcile.ts';
import { referenceSystem } from '../../infra/permissions/reference-system.ts';
import { schedule } from '../../infra/permissions/schedule.ts';
import { unused } from './allowed.ts';
import { evenkeel, ownCache, type Running, repository } from './evenkeel.ts';
import { documentOf, sessionWith } from './iam.ts';
import { judgedByBotocore } from './judged.ts';
import { type Recorder, recordCalls } from './recorded-calls.ts';

const EXPERIMENT = join(repository, 'test', 'e2e', 'fixtures', 'refusals_in_real_time.yaml');

/** What runs an experiment needs. */
const RUNNER = [killSwitch, experiments, schedule, reading, repairing, referenceSystem];

/** What these commands need only if there is drift, a dashboard, an alarm without a metric, or a transaction that fails. */
const RARE: readonly string[] = [
  'experiments/FindTheStage cloudwatch:GetAlarmMuteRule',
  'experiments/CompareWithTheTemplate cloudwatch:GetDashboard',
  'experiments/CompareWithTheTemplate cloudwatch:GetMetricStatistics',
  'reconcile/ReadTables dynamodb:BatchGetItem',
  'reconcile/ReadDatabases rds-data:RollbackTransaction',
  'repair/RepairTables dynamodb:PutItem',
  'repair/RepairTables dynamodb:UpdateItem',
  'repair/RepairTables dynamodb:DeleteItem',
  'repair/RecordRepairs dynamodb:PutItem',
  'repair/RecordRepairs dynamodb:UpdateItem',
  'repair/HoldLease dynamodb:ConditionCheckItem',
  'repair/CallOwners lambda:InvokeFunction',
  'reference-system/ReadErrors dynamodb:BatchGetItem',
  'reference-system/SeedDrift dynamodb:GetItem',
  'reference-system/SeedDrift dynamodb:PutItem',
  'reference-system/SeedDrift dynamodb:UpdateItem',
  'reference-system/SeedDrift dynamodb:DeleteItem',
];

/**
 * `--target aws` as it would run on an account: in another process that has only a region, the SDK's own variables with the
 * endpoint of each service, and the credentials of a role that has the policies of docs/aws.md alone. The servers are
 * local, and enforce those policies; the code is what runs against AWS.
 */
describe('a stage reached through the SDK alone, by roles with the documented policies', () => {
  let up: Running;
  let folder: string;
  let system: SystemDescription;
  let recorder: Recorder;
  let place: Place;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-aws-'));
    up = evenkeel(['up', '--json'], { env: { EVENKEEL_CACHE: await ownCache(folder) } });
    system = SystemDescription.strip().parse(await up.firstObject());
    recorder = await recordCalls(system.environment);
    const { prefix, region } = system;
    place = { account: '000000000000', region, prefix };
  }, 240_000);

  afterAll(async () => {
    await recorder.close();
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  interface Session {
    readonly start: (...command: readonly string[]) => Running;
    readonly resultOf: (
      ...command: readonly string[]
    ) => Promise<{ exitCode: number | null; stderr: string; answer: Record<string, unknown> }>;
  }

  /** A session of a new role. */
  const assume = async (role: string, policies: readonly Policy[]): Promise<Session> => {
    const credentials = await sessionWith(system.environment, role, documentOf(policies, place));
    // An empty registry of running systems, so that only the SDK can lead to this one.
    const env = { ...recorder.environment, ...credentials, EVENKEEL_CACHE: await ownCache(join(folder, role)) };
    const start: Session['start'] = (...command) =>
      evenkeel([...command, '--target', 'aws', '--stage', 'dev', '--json'], { cwd: folder, env });
    return {
      start,
      async resultOf(...command) {
        const { exitCode, stdout, stderr } = await start(...command).ended;
        return { exitCode, stderr, answer: JSON.parse(stdout || '{}') as Record<string, unknown> };
      },
    };
  };
  const latestJournal = async (): Promise<Journal> =>
    Journal.parse(
      JSON.parse(await readFile(join(folder, 'reports/runs/refusals_in_real_time/latest/journal.json'), 'utf8')),
    );
  const denied = async () => {
    const reply = await fetch(new URL('access', system.clockUrl));
    return AccessReport.parse(await reply.json()).denied.map(
      ({ caller, action, resource }) => `${caller} ${action} ${resource}`,
    );
  };

  it('passes an experiment, and the status says who runs it', async () => {
    const run = (await assume('runner', RUNNER)).start('chaos', 'run', EXPERIMENT);
    await run.says('phase refused');
    const { answer: status } = await (await assume('watcher', [killSwitch])).resultOf('chaos', 'status');
    expect(status['armed']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          faultId: 'sold-out',
          by: expect.stringContaining('assumed-role/runner/') as unknown,
        }),
      ]),
    );
    const { exitCode, stdout, stderr } = await run.ended;
    expect({ exitCode, output: exitCode === 0 ? '' : stderr + stdout }).toEqual({ exitCode: 0, output: '' });
    const journal = await latestJournal();
    expect(journal).toMatchObject({ target: 'aws', speed: 1, verdict: 'PASS' });
    for (const [faultId, { predicted, observed }] of Object.entries(journal.hits)) {
      expect({ faultId, observed }).toEqual({ faultId, observed: predicted });
      expect(predicted).toBeGreaterThan(0);
    }
    expect(await denied()).toEqual([]);
  }, 180_000);

  it('lets `chaos stop` end every fault and the run, which then decides nothing', async () => {
    const run = (await assume('stopped', RUNNER)).start('chaos', 'run', EXPERIMENT);
    await run.says('phase refused');
    const { resultOf } = await assume('stopper', [killSwitch]);
    expect(await resultOf('chaos', 'stop')).toMatchObject({
      exitCode: 0,
      answer: { ended: expect.arrayContaining(['sold-out', 'risk-closed']) as unknown },
    });
    expect(await resultOf('chaos', 'status')).toMatchObject({ exitCode: 0, answer: { armed: [] } });
    const { exitCode, stdout } = await run.ended;
    expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({ exitCode: 3, verdict: 'INVALID' });
    expect(await latestJournal()).toMatchObject({ status: 'stopped' });
    expect(await denied()).toEqual([]);
  }, 120_000);

  it.each<[role: string, readonly Policy[], readonly (readonly string[])[], last: object]>([
    [
      'schedule',
      [schedule],
      ['pause', 'resume', 'run-now', 'show'].map((action) => ['schedule', action]),
      { state: 'ENABLED' },
    ],
    ['reconcile', [reading], [['reconcile', 'accept', 'list'], ['reconcile']], { outcome: 'clean' }],
    [
      'repair',
      [reading, repairing],
      [
        ['reconcile', 'accept', 'price-copies', '--key', 'nut', '--reason', 'sale', '--until', '2999-01-01T00:00:00Z'],
        ['reconcile', 'accept', 'withdraw', 'price-copies', '--key', 'nut'],
        ['reconcile', '--repair'],
      ],
      { outcome: 'clean' },
    ],
  ])(
    'lets the role for %s do all that it is for',
    async (role, policies, commands, last) => {
      const { resultOf } = await assume(role, policies);
      const results: Awaited<ReturnType<typeof resultOf>>[] = [];
      for (const command of commands) results.push(await resultOf(...command));
      expect({
        results: results.map(({ exitCode, stderr }) => ({ exitCode, stderr: exitCode === 0 ? '' : stderr })),
        denied: await denied(),
      }).toEqual({ results: commands.map(() => ({ exitCode: 0, stderr: '' })), denied: [] });
      expect(results.at(-1)?.answer).toMatchObject(last);
    },
    120_000,
  );

  it('gives them no more than that, except for rare cases', async () => {
    const { exitCode } = await (await assume('reader', RUNNER)).resultOf('reconcile', 'ledger', 'of-no-run');
    expect(exitCode).toBe(2);
    expect(unused(recorder.take(), RUNNER, place)).toEqual(RARE);
    const { exitCode: refused, stderr } = await (await assume('stranger', [killSwitch])).resultOf('schedule', 'pause');
    expect(refused).not.toBe(0);
    expect(stderr).toContain('is not authorized to perform: scheduler:GetSchedule');
    expect((await denied()).join('\n')).toContain('assumed-role/stranger/operator scheduler:GetSchedule');
  }, 60_000);

  it('receives only requests that are valid by the service models of botocore', async () => {
    const { operations, problems } = await judgedByBotocore(recorder.requests);
    expect(problems).toEqual([]);
    expect(Object.keys(operations).length).toBeGreaterThan(20);
  }, 120_000);

  it('names a stage that is not deployed', async () => {
    const env = { ...recorder.environment, EVENKEEL_CACHE: await ownCache(join(folder, 'nobody')) };
    const run = await evenkeel(['chaos', 'status', '--target', 'aws', '--stage', 'nowhere'], { env }).ended;
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('no stack evenkeel-nowhere-* in us-east-1');
  }, 60_000);
});
