import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Journal, SystemDescription } from '../../chaos/schemas/index.ts';
import { experiments } from '../../infra/permissions/experiments.ts';
import { killSwitch } from '../../infra/permissions/kill-switch.ts';
import type { Place, Policy } from '../../infra/permissions/place.ts';
import { reading, repairing } from '../../infra/permissions/reconcile.ts';
import { referenceSystem } from '../../infra/permissions/reference-system.ts';
import { schedule } from '../../infra/permissions/schedule.ts';
import { notAllowed, unused } from './allowed.ts';
import { evenkeel, ownCache, type Running, repository } from './evenkeel.ts';
import { judgedByBotocore } from './judged.ts';
import { type RecordedCall, type Recorder, recordCalls } from './recorded-calls.ts';

const EXPERIMENT = join(repository, 'test', 'e2e', 'fixtures', 'refusals_in_real_time.yaml');
const ROOT = 'arn:aws:iam::000000000000:root';

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
 * `--target aws` as it would run on an account: in another process that has only a region, credentials, and the SDK's own
 * variables with the endpoint of each service. The servers are local; the code is what runs against AWS.
 */
describe('a stage reached through the SDK alone', () => {
  let up: Running;
  let folder: string;
  let environment: Record<string, string>;
  let recorder: Recorder;
  let place: Place;
  /** Every call of the commands so far. */
  const seen: RecordedCall[] = [];

  const onAws = (...command: readonly string[]) =>
    evenkeel([...command, '--target', 'aws', '--stage', 'dev', '--json'], { cwd: folder, env: environment });
  const resultOf = async (...command: readonly string[]) => {
    const { exitCode, stdout, stderr } = await onAws(...command).ended;
    return { exitCode, stderr, answer: JSON.parse(stdout) as Record<string, unknown> };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-aws-'));
    up = evenkeel(['up', '--json']);
    const system = SystemDescription.strip().parse(await up.firstObject());
    // An empty registry of running systems, so that only the SDK can lead to this one.
    recorder = await recordCalls(system.environment);
    environment = { ...recorder.environment, EVENKEEL_CACHE: await ownCache(folder) };
    const { prefix, region } = system;
    place = { account: '000000000000', region, prefix };
  }, 240_000);

  afterAll(async () => {
    await recorder.close();
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  it('passes an experiment, and the status says who runs it', async () => {
    const run = onAws('chaos', 'run', EXPERIMENT);
    await run.says('phase refused');
    const { answer: status } = await resultOf('chaos', 'status');
    expect(status['armed']).toEqual(
      expect.arrayContaining([expect.objectContaining({ faultId: 'sold-out', by: ROOT })]),
    );
    const { exitCode, stdout, stderr } = await run.ended;
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr, stdout: exitCode === 0 ? '' : stdout }).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: '',
    });
    const journal = Journal.parse(
      JSON.parse(await readFile(join(folder, 'reports/runs/refusals_in_real_time/latest/journal.json'), 'utf8')),
    );
    expect(journal).toMatchObject({ target: 'aws', speed: 1, verdict: 'PASS' });
    for (const [faultId, { predicted, observed }] of Object.entries(journal.hits)) {
      expect({ faultId, observed }).toEqual({ faultId, observed: predicted });
      expect(predicted).toBeGreaterThan(0);
    }
  }, 180_000);

  it('lets `chaos stop` end every fault and the run, which then decides nothing', async () => {
    const run = onAws('chaos', 'run', EXPERIMENT);
    await run.says('phase refused');
    expect(await resultOf('chaos', 'stop')).toMatchObject({
      exitCode: 0,
      answer: { ended: expect.arrayContaining(['sold-out', 'risk-closed']) as unknown },
    });
    expect(await resultOf('chaos', 'status')).toMatchObject({ exitCode: 0, answer: { armed: [] } });
    const { exitCode, stdout } = await run.ended;
    expect({ exitCode, ...(JSON.parse(stdout) as object) }).toMatchObject({ exitCode: 3, verdict: 'INVALID' });
  }, 120_000);

  it.each<[string, readonly Policy[], readonly (readonly string[])[]]>([
    ['schedule', [schedule], ['show', 'pause', 'resume', 'run-now'].map((action) => ['schedule', action])],
    [
      'chaos status and stop',
      [killSwitch],
      [
        ['chaos', 'status'],
        ['chaos', 'stop'],
      ],
    ],
    ['reconcile', [reading], [['reconcile']]],
    [
      'reconcile --repair and accept',
      [reading, repairing],
      [
        ['reconcile', '--repair'],
        ['reconcile', 'accept', 'price-copies', '--key', 'nut', '--reason', 'sale', '--until', '2999-01-01T00:00:00Z'],
        ['reconcile', 'accept', 'list'],
        ['reconcile', 'accept', 'withdraw', 'price-copies', '--key', 'nut'],
      ],
    ],
  ])(
    'needs nothing for %s but what its policies allow',
    async (_name, allowed, commands) => {
      seen.push(...recorder.take());
      for (const command of commands) {
        const { exitCode, stderr } = await resultOf(...command);
        expect({ command, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({
          command,
          exitCode: 0,
          stderr: '',
        });
      }
      const calls = recorder.take();
      expect(calls.length).toBeGreaterThan(0);
      expect(notAllowed(calls, allowed, place)).toEqual([]);
      seen.push(...calls);
    },
    120_000,
  );

  it('needs no more for experiments, and every permission except those of rare cases', async () => {
    seen.push(...recorder.take());
    const { exitCode } = await resultOf('reconcile', 'ledger', 'of-no-run');
    expect(exitCode).toBe(2);
    seen.push(...recorder.take());
    const allowed = [killSwitch, experiments, schedule, reading, repairing, referenceSystem];
    expect(notAllowed(seen, allowed, place)).toEqual([]);
    expect(unused(seen, allowed, place)).toEqual(RARE);
  }, 60_000);

  it('receives only requests that are valid by the service models of botocore', async () => {
    const { operations, problems } = await judgedByBotocore(recorder.requests);
    expect(problems).toEqual([]);
    expect(Object.keys(operations).length).toBeGreaterThan(20);
  }, 120_000);

  it('is reconciled, and shows its schedule', async () => {
    const { exitCode, answer } = await resultOf('reconcile');
    expect({ exitCode, outcome: answer['outcome'] }).toEqual({ exitCode: 0, outcome: 'clean' });
    expect(await resultOf('schedule', 'show')).toMatchObject({ exitCode: 0, answer: { state: 'ENABLED' } });
  }, 120_000);

  it('names a stage that is not deployed', async () => {
    const run = await evenkeel(['chaos', 'status', '--target', 'aws', '--stage', 'nowhere'], { env: environment })
      .ended;
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('no stack evenkeel-nowhere-* in us-east-1');
  }, 60_000);
});
