/**
 * MiniStack: an implementation of AWS by other people, with a CloudFormation of its own. It runs functions in Node.js, checks
 * signatures, and evaluates the policies of roles. Everything listens on 127.0.0.1.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../../local/cache-folder.ts';
import { freePort, openChildren, untilPortAccepts } from '../../../local/children/index.ts';
import { nodeFor } from '../../../local/lambda/node/index.ts';
import { startPostgres } from '../../../local/rds/engine/start.ts';
import { interpreter } from '../../python.ts';
import { repository } from '../evenkeel.ts';
import { type RecordedRequest, recordRequests } from '../recorded-requests.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** The key pair of the account's root user. */
const KEYS = { AWS_ACCESS_KEY_ID: 'secondopinion', AWS_SECRET_ACCESS_KEY: 'secondopinion' };

export interface SecondOpinion {
  /** The environment of a client, such as the CDK CLI, whose requests are not recorded. */
  readonly environment: Readonly<Record<string, string>>;
  /** The environment of a client whose requests are recorded, as are those of the functions. */
  readonly recorded: Readonly<Record<string, string>>;
  readonly requests: readonly RecordedRequest[];
  /** Calls that a policy denied: `<action> on <resource> to <principal>`. */
  readonly denied: () => readonly string[];
  /** What the server wrote. */
  readonly output: () => string;
  close(): Promise<void>;
}

/** @param clusters database clusters of the stages; each has a PostgreSQL of its own */
export async function startSecondOpinion(directory: string, clusters: readonly string[]): Promise<SecondOpinion> {
  const data = join(directory, 'ministack');
  await mkdir(data, { recursive: true });
  const children = await openChildren(directory);
  const servers: Record<string, unknown> = {};
  for (const cluster of clusters) {
    const { host, port, user, password } = await startPostgres(children, directory);
    servers[cluster] = { host, port, user, password };
  }
  const port = await freePort();
  const recorder = await recordRequests(`http://127.0.0.1:${port}`);
  const node = await nodeFor('nodejs24.x', { cache: cacheFolder(), notice: () => undefined });
  const server = spawn(await interpreter('second-opinion.txt'), [join(repository, 'test/python/second_opinion.py')], {
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...KEYS,
      AUTH: 'true',
      AWS_ENDPOINT_URL: recorder.endpoint,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      HOME: data,
      TMPDIR: data,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      S3_DATA_DIR: join(data, 's3'),
      SECOND_OPINION_POSTGRES: JSON.stringify(servers),
      // Lambda's runtime brings the SDK, which inline code requires.
      NODE_PATH: join(repository, 'node_modules'),
      PATH: `${dirname(node.path)}:${process.env['PATH'] ?? ''}`,
    },
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  await untilPortAccepts('MiniStack', port, 60_000).catch((error: unknown) => {
    throw new Error(`MiniStack did not start:\n${output}`, { cause: error });
  });
  const common = {
    ...KEYS,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return {
    environment: { ...common, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    recorded: { ...common, AWS_ENDPOINT_URL: recorder.endpoint },
    requests: recorder.requests,
    denied: () => [...output.matchAll(/^DENIED (.+)$/gm)].map(([, what = '']) => what),
    output: () => output,
    async close() {
      await ended(server);
      await recorder.close();
      await children.close();
    },
  };
}

const ended = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else {
      server.once('exit', () => {
        resolve();
      });
      server.kill('SIGTERM');
      setTimeout(() => server.kill('SIGKILL'), 5_000).unref();
    }
  });
