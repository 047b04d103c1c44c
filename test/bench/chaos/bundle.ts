/** What `withChaos` adds to a function's bundle, measured on the published package. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { installPackage } from '../../package.ts';
import type { Figure } from '../figure.ts';

const KB = 1000;
const GOAL_KB = 60;

/** A handler, plain and wrapped. It imports all of `evenkeel/chaos`; the bundler keeps only what is used. */
const WITHOUT_SDK = `const answer = async (event) => ({ statusCode: 200, body: event.body });`;
const WITH_SDK = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const answer = async ({ id }) => client.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: id } } }));`;
const BARE = `export const handler = answer;`;
const WRAPPED = `
import { withChaos } from 'evenkeel/chaos';
export const handler = withChaos(answer, { service: 'things', correlationId: ({ id }) => id });`;

export async function addedBytes(): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  try {
    await installPackage(directory);
    const added = async (name: string, source: string) => {
      const bare = await bundled(directory, `${name}-bare`, source + BARE);
      return ((await bundled(directory, `${name}-wrapped`, source + WRAPPED)) - bare) / KB;
    };
    return [
      { name: 'bundle, a handler without the SDK: added', value: await added('small', WITHOUT_SDK) },
      { name: 'bundle, a handler with the SDK: added', value: await added('large', WITH_SDK) },
    ].map((figure) => ({ ...figure, unit: 'KB', goal: GOAL_KB }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Bytes of the bundle. */
async function bundled(directory: string, name: string, source: string): Promise<number> {
  const entry = join(directory, `${name}.mjs`);
  await writeFile(entry, source);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles.reduce((sum, { contents }) => sum + contents.byteLength, 0);
}
