/** What `withChaos` adds to a call while nothing is armed, compared with failure-lambda in the same run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { withChaos } from '../../../chaos/injector/index.ts';
import { openDynamo } from '../../integration/reconciler/engines.ts';
import type { Figure } from '../figure.ts';
import { localCredentials } from '../../local-credentials.ts';

type Handler = (event: Event) => Promise<{ readonly statusCode: number }>;
interface Event {
  readonly headers: Readonly<Record<string, string>>;
}

/** The variants take turns, so that other work of the machine slows all of them. */
const ROUNDS = 30;
const CALLS = 20_000;

export async function idleCalls(): Promise<readonly Figure[]> {
  const dynamo = await openDynamo();
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  try {
    await dynamo.createTable('bench-chaos-control', 'faultId');
    Object.assign(process.env, {
      CHAOS_ENABLED: 'true',
      CHAOS_CONTROL_TABLE: 'bench-chaos-control',
      CHAOS_HITS_TABLE: 'bench-chaos-hits',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    });
    const bare: Handler = ({ headers }) => Promise.resolve({ statusCode: headers['x-correlation-id'] ? 200 : 400 });
    const ours = withChaos(bare, { service: 'bench', correlationId: ({ headers }) => headers['x-correlation-id'] });
    const theirs = (await failureLambda(directory))(bare);
    const [bareNs, oursNs, theirsNs] = await timed([bare, ours, theirs]);
    const added = (p: number, times: Float64Array) => (at(p, times) - at(p, bareNs)) / 1000;
    return [
      { name: 'withChaos, nothing armed: added at p99', value: added(0.99, oursNs), unit: 'us', goal: 3 },
      {
        name: 'withChaos beside failure-lambda 0.4.4 at p99',
        value: added(0.99, oursNs),
        floor: added(0.99, theirsNs),
        unit: 'us',
        goal: 1,
        of: 'floor',
      },
      {
        name: 'withChaos beside failure-lambda 0.4.4 at p50',
        value: added(0.5, oursNs),
        floor: added(0.5, theirsNs),
        unit: 'us',
        goal: 1,
        of: 'floor',
      },
    ];
  } finally {
    await dynamo.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Nanoseconds of each call, sorted. The first round warms up. */
async function timed(
  handlers: readonly [Handler, Handler, Handler],
): Promise<[Float64Array, Float64Array, Float64Array]> {
  const event: Event = { headers: { 'x-correlation-id': 'r1-bench-0' } };
  const times = handlers.map(() => new Float64Array(ROUNDS * CALLS));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [index, handler] of handlers.entries()) {
      for (let call = 0; call < CALLS; call += 1) {
        const began = process.hrtime.bigint();
        await handler(event);
        const took = Number(process.hrtime.bigint() - began);
        if (round >= 0) times[index]?.fill(took, round * CALLS + call, round * CALLS + call + 1);
      }
    }
  }
  const [first, second, third] = times.map((list) => list.sort());
  if (first === undefined || second === undefined || third === undefined) throw new RangeError('three handlers');
  return [first, second, third];
}

const at = (share: number, sorted: Float64Array): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

/**
 * failure-lambda at idle: without a configuration it sends no request. It creates a client of version 2 of the SDK when
 * it loads, which newer runtimes lack; an empty class is enough, since the client is never used.
 */
async function failureLambda(directory: string): Promise<(handler: Handler) => Handler> {
  const outfile = join(directory, 'failure-lambda.cjs');
  await build({
    entryPoints: [createRequire(import.meta.url).resolve('failure-lambda')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
    plugins: [
      {
        name: 'sdk-2',
        setup(building) {
          building.onResolve({ filter: /^aws-sdk$/ }, () => ({ path: 'aws-sdk', namespace: 'sdk-2' }));
          building.onLoad({ filter: /.*/, namespace: 'sdk-2' }, () => ({ contents: 'exports.SSM = class {};' }));
        },
      },
    ],
  });
  return createRequire(import.meta.url)(outfile) as (handler: Handler) => Handler;
}
