import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClock,
  type LogSink,
  type MetricSink,
  type QueueSink,
  type ResourceContext,
  type RoleSession,
  type Site,
  serveAws,
} from '../../../local/core/index.ts';
import { type AwsServer } from '../../../local/core/server.ts';
import { cacheFolder } from '../../../local/cache-folder.ts';
import type { LambdaPorts } from '../../../local/lambda/index.ts';
import { nodeFor } from '../../../local/lambda/node/index.ts';
import { localAccess, localSite } from '../../local-site.ts';

/** A role that no template defines, so that nothing is denied to it. */
export const ROLE = 'arn:aws:iam::000000000000:role/any';

/** A site with sinks that record what they receive. */
export interface TestSite {
  readonly site: Site;
  readonly server: AwsServer;
  readonly lines: { readonly group: string; readonly timestamp: number; readonly message: string }[];
  readonly data: Parameters<MetricSink['put']>[0][];
  readonly sent: {
    readonly queueArn: string;
    readonly body: string;
    readonly attributes?: Readonly<Record<string, string>> | undefined;
  }[];
  readonly logs: LogSink;
  readonly metrics: MetricSink;
  readonly queues: QueueSink;
  readonly findNode: LambdaPorts['findNode'];
  /** Writes a function's module and returns the context to provision it with. */
  readonly asset: (name: string, source: string) => Promise<ResourceContext>;
  readonly remove: () => Promise<void>;
}

export async function makeSite(options: { readonly speed: number; readonly startAt: Date }): Promise<TestSite> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-lambda-'));
  const clock = createClock(options);
  const server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const lines: TestSite['lines'] = [];
  const data: TestSite['data'] = [];
  const sent: TestSite['sent'] = [];
  return {
    site: localSite({ clock, directory, baseUrl: server.baseUrl }),
    server,
    lines,
    data,
    sent,
    logs: {
      ensureGroup: () => undefined,
      put(group, _stream, events) {
        lines.push(...events.map((event) => ({ group, ...event })));
      },
    },
    metrics: {
      put(datum) {
        data.push(datum);
      },
    },
    findNode: (runtime) => nodeFor(runtime, { cache: cacheFolder(), notice: () => undefined }),
    queues: {
      send(_caller, queueArn, body, attributes) {
        sent.push({ queueArn, body, attributes });
        return Promise.resolve();
      },
    },
    async asset(name, source) {
      const folder = join(directory, 'assets', name);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'index.mjs'), source);
      return { stackName: 'test', logicalId: name, defaultName: `test-${name}`, assetDirectory: () => folder };
    },
    async remove() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A session of that role. */
export const executionRole = (): RoleSession => {
  const session = localAccess.assume({ roleArn: ROLE, sessionName: 'any', service: 'lambda.amazonaws.com' });
  if (!session) throw new Error('the role is trusted');
  return session;
};

/** Provisions a resource as a template would. */
export async function provision(
  resourceTypes: readonly {
    readonly type: string;
    readonly parse: (given: unknown) => unknown;
    readonly create: (properties: never, context: ResourceContext) => Promise<{ ref: string }>;
  }[],
  type: string,
  properties: unknown,
  context: ResourceContext,
): Promise<string> {
  const found = resourceTypes.find((candidate) => candidate.type === type);
  if (!found) throw new Error(`No resource type ${type}.`);
  return (await found.create(found.parse(properties) as never, context)).ref;
}
