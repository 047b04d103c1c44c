import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localCredentials } from '../../local-credentials.ts';
import { evenkeel, repository } from '../../e2e/evenkeel.ts';
import { type Dynamo, openDynamo, openPostgres, type Postgres } from './engines.ts';

/** A section of docs/reconcile.md, and its code blocks by language, in order; the language of an output is ''. */
async function sectionOf(title: string): Promise<(language: string) => string[]> {
  const guide = await readFile(join(repository, 'docs', 'reconcile.md'), 'utf8');
  const [, after = ''] = guide.split(`\n## ${title}\n`);
  const [section = ''] = after.split('\n## ');
  return (language) =>
    [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, found, text = '']) =>
      found === language ? [text] : [],
    );
}

/** Without the id of the run, which is new each time. */
const withoutRun = (output: string): string => output.replace(/ {3}run \S+/, '').trim();

describe('the guide to derived state and replicas', () => {
  let dynamo: Dynamo;
  let postgres: Postgres;
  let project: string;
  beforeAll(async () => {
    [dynamo, postgres, project] = await Promise.all([
      openDynamo(),
      openPostgres(),
      mkdtemp(join(tmpdir(), 'evenkeel-guide-')),
    ]);
    await symlink(join(repository, 'node_modules'), join(project, 'node_modules'));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([dynamo.close(), postgres.close()]);
    await rm(project, { recursive: true, force: true });
  });

  const outputOf = async (config: string): Promise<string> => {
    await writeFile(join(project, 'reconcile.config.ts'), config);
    const { exitCode, stdout, stderr } = await evenkeel(['reconcile', '--config', 'reconcile.config.ts'], {
      cwd: project,
      env: {
        DATABASE_URL: postgres.url,
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
        AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      },
    }).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/^ +\d+\.\ds rules and stores of \S+\n$/),
    });
    return withoutRun(stdout);
  };

  it('shows what its rule for derived state finds', async () => {
    const blocks = await sectionOf('Derived state');
    await postgres.pool.query(blocks('sql')[0] ?? '');
    const [shown = ''] = blocks('');
    const [, expected = ''] = shown.split('$ npx evenkeel reconcile --config reconcile.config.ts\n');
    expect(await outputOf(blocks('ts')[0] ?? '')).toBe(withoutRun(expected));
  }, 60_000);

  it('shows what its rule for replicas finds', async () => {
    const blocks = await sectionOf('Replicas');
    for (const [at, [region, table]] of [
      ['us-east-1', 'prices-us'],
      ['eu-west-1', 'prices-eu'],
    ].entries()) {
      const client = new DynamoDBClient({
        region: region ?? '',
        endpoint: dynamo.endpoint,
        credentials: localCredentials,
      });
      await client.send(
        new CreateTableCommand({
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
        }),
      );
      for (const line of (blocks('jsonl')[at] ?? '').trim().split('\n')) {
        const Item = JSON.parse(line) as Record<string, AttributeValue>;
        await client.send(new PutItemCommand({ TableName: table, Item }));
      }
      client.destroy();
    }
    const [shown = ''] = blocks('');
    const [, expected = ''] = shown.split('$ npx evenkeel reconcile --config reconcile.config.ts\n');
    expect(await outputOf(blocks('ts')[0] ?? '')).toBe(withoutRun(expected));
  }, 60_000);
});
