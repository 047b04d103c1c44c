/** The interpreter against an independent one, moto's, on every construct that both have. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';
import { interpreter } from '../../python.ts';
import { cases } from './cases.ts';
import { openService, type Service } from './service.ts';

interface Ended {
  readonly status: string;
  readonly output?: string | null;
  readonly error?: string | null;
}

const SCRIPT = fileURLToPath(new URL('../../python/run_states.py', import.meta.url));

let service: Service;
let theirs: readonly Ended[];
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-states-'));
  const file = join(directory, 'cases.json');
  await writeFile(file, JSON.stringify(cases));
  service = await openService((event) => event);
  const { stdout, stderr, exitCode } = await x(await interpreter('states.txt'), [SCRIPT, file]);
  if (exitCode !== 0) throw new Error(stderr);
  theirs = JSON.parse(stdout) as Ended[];
}, 600_000);
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

const comparable = ({ status, output, error }: Ended): object => ({
  status,
  output: output === undefined || output === null ? undefined : (JSON.parse(output) as unknown),
  error: error ?? undefined,
});

it.each(cases.map(({ name }, at) => [name, at] as const))('%s', async (_name, at) => {
  const { definition, input } = cases[at]!;
  const stateMachineArn = await service.create(definition);
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  const { executionArn } = await service.client.send(start);
  let ended: Ended;
  do {
    ended = (await service.client.send(new DescribeExecutionCommand({ executionArn }))) as Ended;
  } while (ended.status === 'RUNNING');
  expect(comparable(ended)).toEqual(comparable(theirs[at]!));
});
