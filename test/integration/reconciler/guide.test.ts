import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evenkeel, repository } from '../../e2e/evenkeel.ts';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from './engines.ts';
import { localCredentials } from '../../local-credentials.ts';

/** The guide's code blocks in a language, in order. */
const blocks = (guide: string, language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

const objects = (lines: string): unknown[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** A new project with only the files of docs/reconcile.md. */
describe('the guide to comparing your own stores', () => {
  let dynamo: Dynamo;
  let postgres: Postgres;
  let project: string;
  let guide: string;

  const run = (...more: readonly string[]) =>
    evenkeel(['reconcile', '--config', 'reconcile.config.ts', ...more], {
      cwd: project,
      env: {
        DATABASE_URL: postgres.url,
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
        AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      },
    }).ended;
  const drift = async (): Promise<unknown[]> => objects(await readFile(join(project, 'drift.ndjson'), 'utf8'));

  beforeAll(async () => {
    guide = await readFile(join(repository, 'docs', 'reconcile.md'), 'utf8');
    [dynamo, postgres, project] = await Promise.all([
      openDynamo(),
      openPostgres(),
      mkdtemp(join(tmpdir(), 'evenkeel-guide-')),
    ]);
    await symlink(join(repository, 'node_modules'), join(project, 'node_modules'));
    await writeFile(join(project, 'reconcile.config.ts'), blocks(guide, 'ts')[0] ?? '');
    await writeFile(join(project, 'price-list.csv'), blocks(guide, 'csv')[0] ?? '');
    await postgres.pool.query(blocks(guide, 'sql')[0] ?? '');
    await dynamo.createTable('prices', 'sku');
    for (const Item of objects(blocks(guide, 'jsonl')[0] ?? '') as Record<string, AttributeValue>[]) {
      await dynamo.client.send(new PutItemCommand({ TableName: 'prices', Item }));
    }
  }, 60_000);
  afterAll(async () => {
    await Promise.all([dynamo.close(), postgres.close()]);
    await rm(project, { recursive: true, force: true });
  });

  it('finds exactly the differences that it lists', async () => {
    const { exitCode, stdout, stderr } = await run('--drift', 'drift.ndjson', '--json');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'drift',
      rules: [
        { name: 'billed-orders', outcome: 'drift', rows: { left: 3, right: 3 }, drift: 3 },
        { name: 'price-list', outcome: 'drift', rows: { left: 2, right: 3 }, drift: 2 },
      ],
    });
    const listed = objects(blocks(guide, 'jsonl')[1] ?? '');
    expect(listed).toHaveLength(5);
    const found = await drift();
    expect(found).toHaveLength(listed.length);
    expect(found).toEqual(expect.arrayContaining(listed));
    expect((await readdir(project)).sort()).toEqual([
      'drift.ndjson',
      'node_modules',
      'price-list.csv',
      'reconcile.config.ts',
    ]);
  }, 60_000);

  it('is clean, with an empty list, if the stores agree', async () => {
    const list = join(project, 'price-list.csv');
    const written = await readFile(list, 'utf8');
    await writeFile(list, written.replace('15,true', '12,true').replace(/^washer.*\n/m, ''));
    const { exitCode, stdout } = await run('--rule', 'price-list', '--drift', 'drift.ndjson');
    await writeFile(list, written);
    expect(stdout).toMatch(/^clean/);
    expect(exitCode).toBe(0);
    expect(await drift()).toEqual([]);
  }, 60_000);

  it('reports every mistake of a view at once, and leaves the list unchanged', async () => {
    await postgres.pool.query('ALTER TABLE billed_orders RENAME COLUMN amount TO cents');
    await writeFile(join(project, 'price-list.csv'), 'sku;title;cents;active\n');
    const { exitCode, stderr } = await run('--drift', 'drift.ndjson');
    await postgres.pool.query('ALTER TABLE billed_orders RENAME COLUMN cents TO amount');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('billing.orders.fields.total: public.billed_orders has no column amount');
    expect(stderr).toContain('merchants.prices.key: ');
    expect(await drift()).toEqual([]);
  }, 60_000);

  it('is inconclusive if a file is cut off', async () => {
    await writeFile(join(project, 'price-list.csv'), 'sku,title,cents,active\nbolt,"Bolt, 10 mm",30,true\nnut,"Nut');
    const { exitCode, stdout } = await run('--rule', 'price-list');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('inconclusive');
    expect(stdout).toContain('price-list.csv, line 3');
  }, 60_000);
});
