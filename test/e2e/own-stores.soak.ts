import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import type { SystemDescription } from '../../chaos/schemas/index.ts';
import { installPackage } from '../package.ts';
import { evenkeel, ownCache, repository, type Running } from './evenkeel.ts';

const LATER = ['evenkeel.system.ts', 'experiments/prices_drift.yaml'];

/** The files of the guide, by name. */
function filesOf(guide: string): Map<string, string> {
  const named = [...guide.matchAll(/^```(?:ts|yaml|json)\n(?:\/\/|#) (\S+)\n(.*?)^```$/gms)];
  const manifest = /^```json\n(.*?)^```$/ms.exec(guide)?.[1] ?? '';
  return new Map([['package.json', manifest], ...named.map(([, name = '', text = '']) => [name, text] as const)]);
}

/** A new project with the published package and only the files of docs/own-stores.md, step by step. */
describe('the guide to repairing stores of your own', () => {
  let project: string;
  let other: string;
  let bin: string;
  let env: NodeJS.ProcessEnv;
  let guide: string;
  let files: Map<string, string>;
  let up: Running;
  let system: SystemDescription;
  let dynamodb: DynamoDBClient;

  const run = async (...command: readonly string[]) => evenkeel(command, { cwd: project, bin, env }).ended;
  const write = async (names: readonly string[]) => {
    for (const name of names) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), files.get(name) ?? '');
    }
  };
  const price = async (sku: string): Promise<Record<string, AttributeValue> | undefined> => {
    const Key = { sku: { S: sku } };
    return (await dynamodb.send(new GetItemCommand({ TableName: 'shop-dev-prices', Key, ConsistentRead: true }))).Item;
  };

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-stores-'));
    bin = await installPackage(project);
    guide = await readFile(join(repository, 'docs', 'own-stores.md'), 'utf8');
    files = filesOf(guide);
    await write([...files.keys()].filter((name) => !LATER.includes(name)));
    await x('npm', ['run', 'synth'], { throwOnError: true, nodeOptions: { cwd: project } });
    env = { EVENKEEL_CACHE: await ownCache(project) };
    up = evenkeel(['up', '--app', 'cdk.out', '--speed', '20', '--json'], { cwd: project, bin, env });
    system = (await up.firstObject()) as SystemDescription;
    env = { ...env, ...system.environment };
    dynamodb = new DynamoDBClient({
      region: system.region,
      endpoint: system.environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      credentials: {
        accessKeyId: system.environment['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: system.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    });
    expect((await run('schedule', 'pause')).exitCode).toBe(0);
    const stored = /^\$ (for n in .*)$/m.exec(guide)?.[1] ?? '';
    await x('sh', ['-c', stored], { throwOnError: true, nodeOptions: { env: { ...process.env, API: system.apiUrl } } });
    while ((await price('sku-30')) === undefined) await new Promise((resolve) => setTimeout(resolve, 200));
  }, 300_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
    dynamodb.destroy();
    await rm(project, { recursive: true, force: true });
    await rm(other, { recursive: true, force: true });
  });

  it('type-checks, with the types of the packages', async () => {
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const check = await x('node', [tsc, '--skipLibCheck', 'false'], { nodeOptions: { cwd: project } });
    expect(check.stdout).toBe('');
  }, 180_000);

  it('reports what was changed behind the copy, in the words of the guide', async () => {
    const Key = (sku: string) => ({ sku: { S: sku } });
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: 'shop-dev-prices',
        Key: Key('sku-3'),
        UpdateExpression: 'SET cents = :c',
        ExpressionAttributeValues: { ':c': { N: '1' } },
      }),
    );
    await dynamodb.send(new DeleteItemCommand({ TableName: 'shop-dev-prices', Key: Key('sku-7') }));
    await dynamodb.send(
      new PutItemCommand({
        TableName: 'shop-dev-prices',
        Item: { ...Key('sku-99'), title: { S: 'Nobody sells this' }, cents: { N: '5' } },
      }),
    );
    const { exitCode, stdout, stderr } = await run('reconcile');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain(
      `rules and stores of ${join(project, 'reconcile.config.ts')}, at the time of the system ${system.pid ?? ''}`,
    );
    const lines = stdout.split('\n').map((line) => line.trim());
    const found = lines.filter((line) => line.startsWith('price-copies sku-'));
    expect(found).toHaveLength(3);
    for (const line of found) expect(guide).toContain(`    ${line}\n`);
  }, 120_000);

  it('repairs it: creates the compared fields only, deletes the extra row, and undoes one repair', async () => {
    const { exitCode, stdout } = await run('reconcile', '--repair', '--json');
    expect(exitCode).toBe(0);
    const { runId } = JSON.parse(stdout) as { runId: string };
    expect(Object.keys((await price('sku-7')) ?? {}).sort()).toEqual(
      ['_repair', 'cents', 'sku', 'title', 'updatedAt', 'version'].sort(),
    );
    expect(await price('sku-99')).toBeUndefined();
    expect((await price('sku-3'))?.['cents']).toEqual({ N: '300' });
    const ledger = await run('reconcile', 'ledger', runId);
    expect(ledger.stdout.trim().split('\n')).toHaveLength(3);
    const undone = await run('reconcile', 'undo', runId, '--only', 'sku-99');
    expect(undone.stdout).toMatch(/^restored {2}price-copies +sku-99$/m);
    expect((await price('sku-99'))?.['title']).toEqual({ S: 'Nobody sells this' });
  }, 120_000);

  it('shows what the hourly function did: run-now waits for it, and runs and show have its result', async () => {
    expect((await run('schedule', 'resume')).exitCode).toBe(0);
    const waited = await run('schedule', 'run-now', '--wait');
    expect({ exitCode: waited.exitCode, stdout: waited.stdout }).toMatchObject({ exitCode: 0 });
    expect(waited.stderr).toContain(`system ${system.pid ?? ''}: shop-dev-*`);
    const [, outcome, runId = ''] = /^(\w+) {3}run (\S+)$/m.exec(waited.stdout) ?? [];
    expect(outcome).toBe('repaired');
    const listed = await run('reconcile', 'runs');
    expect(listed.stdout).toMatch(
      new RegExp(`^${runId} {2}repaired +run-now .* 1 found, 1 repaired, 0 deferred$`, 'm'),
    );
    expect(listed.stdout).toMatch(/ repaired +command .* 3 found, 3 repaired/);
    const shown = await run('reconcile', 'show', runId, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ runId, outcome: 'repaired', omittedDifferences: 0 });
    const schedule = await run('schedule', 'show', '--json');
    expect(JSON.parse(schedule.stdout)).toMatchObject({ last: { runId: expect.any(String) } });
    const started = await run('schedule', 'run-now', '--json');
    expect(JSON.parse(started.stdout)).toMatchObject({ runId: expect.stringMatching(/^\d{8}T\d{6}Z-/) });
    const unlocked = await run('reconcile', 'tables');
    expect(unlocked.stdout).toBe('exists   shop-dev-reconciler-ledger\nexists   shop-dev-reconciler-control\n');
  }, 180_000);

  it('keeps another checkout of the same system apart', async () => {
    other = await mkdtemp(join(tmpdir(), 'evenkeel-checkout-'));
    await cp(join(project, 'package.json'), join(other, 'package.json'));
    const elsewhere = { cwd: other, bin, env };
    const refused = await evenkeel(['schedule', 'show'], elsewhere).ended;
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`--system ID uses: ${system.pid ?? ''}: shop-dev-* of ${project}`);
    const chosen = await evenkeel(['schedule', 'show', '--system', String(system.pid)], elsewhere).ended;
    expect(chosen.exitCode).toBe(0);
    const nothing = await evenkeel(['reconcile'], elsewhere).ended;
    expect(nothing.exitCode).toBe(2);
    expect(nothing.stderr).toContain('no reconcile.config.ts or evenkeel.system.ts in');
  }, 120_000);

  it('passes the game day, once the definition is there, and then asks which of the two is meant', async () => {
    await write(LATER);
    const asked = await run('reconcile');
    expect(asked.exitCode).toBe(2);
    expect(asked.stderr).toContain('choose the stores of the one with --config');
    const valid = await run('chaos', 'validate', 'experiments/prices_drift.yaml', '--app', 'cdk.out');
    expect({ exitCode: valid.exitCode, stderr: valid.stderr }).toEqual({ exitCode: 0, stderr: '' });
    const played = await run('chaos', 'run', 'experiments/prices_drift.yaml');
    expect({ exitCode: played.exitCode, output: played.exitCode === 0 ? '' : played.stderr + played.stdout }).toEqual({
      exitCode: 0,
      output: '',
    });
  }, 300_000);
});
