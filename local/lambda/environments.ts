import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { Site } from '../core/index.ts';
import { bundleWorker, type WorkerPrograms } from './bundle-worker.ts';
import { EnvironmentHost } from './environment-host.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionLogs } from './function-logs.ts';
import { type HandlerLocation, locateHandler } from './locate-handler.ts';
import type { NodeProgram } from './node/index.ts';
import type { FunctionVersion } from './registry.ts';
import { workerVariables } from './variables.ts';

/** Maximum number of environments that start at the same time, across all functions. */
const PARALLEL_STARTS = 2;

/** The name of the process that runs the functions of a runtime. */
const nameOf = (runtime: string): string => `functions of ${runtime}`;

/** Finds the Node.js of a runtime. */
export type FindNode = (runtime: string) => Promise<NodeProgram>;

/** The environment pools of all versions; each is created on the first call. */
export class Environments {
  readonly #site: Site;
  readonly #logs: FunctionLogs;
  readonly #endpoints: Readonly<Record<string, string>>;
  readonly #pools = new Map<FunctionVersion, EnvironmentPool>();
  readonly #streams = new WeakMap<ExecutionEnvironment, string>();
  readonly #starts = pLimit(PARALLEL_STARTS);
  readonly #nodeFor: FindNode;
  /** By runtime. */
  readonly #hosts = new Map<string, Promise<EnvironmentHost>>();
  readonly #lost: { readonly name: string; readonly how: string }[] = [];
  #programs: Promise<WorkerPrograms> | undefined;

  constructor(site: Site, logs: FunctionLogs, endpoints: Readonly<Record<string, string>>, findNode: FindNode) {
    this.#site = site;
    this.#logs = logs;
    this.#endpoints = endpoints;
    this.#nodeFor = findNode;
  }

  /** Finds the Node.js of a runtime, so that the first call need not wait for it. */
  async prepare(runtime: string): Promise<void> {
    await this.#host(runtime);
  }

  /** The pool of a version. Throws `locateHandler`'s error before any thread starts. */
  async pool(version: FunctionVersion): Promise<EnvironmentPool> {
    const known = this.#pools.get(version);
    if (known) return known;
    const host = await this.#host(version.runtime);
    const { worker } = await this.#bundled();
    const handler = locateHandler(version.directory, version.handler);
    const start = (): ExecutionEnvironment => this.#start(version, host, worker, handler);
    const made = this.#pools.get(version) ?? new EnvironmentPool(start, this.#starts);
    this.#pools.set(version, made);
    return made;
  }

  /** The log stream of an environment. */
  logStream(environment: ExecutionEnvironment): string {
    return this.#streams.get(environment) ?? 'unknown';
  }

  /** For each process of functions, a call that resolves when it has answered. */
  probes(): Readonly<Record<string, () => Promise<void>>> {
    const probes = [...this.#hosts].map(
      ([runtime, host]) => [nameOf(runtime), async () => (await host).ping()] as const,
    );
    return Object.fromEntries(probes);
  }

  /** The processes of functions that ended although nobody asked them to, and how. */
  ended(): readonly { readonly name: string; readonly how: string }[] {
    return this.#lost;
  }

  async close(): Promise<void> {
    const closing = [...this.#pools.values()].map((pool) => pool.close());
    const hosts = await Promise.allSettled(this.#hosts.values());
    await Promise.all(hosts.flatMap((host) => (host.status === 'fulfilled' ? [host.value.close()] : [])));
    await Promise.all(closing);
  }

  #bundled(): Promise<WorkerPrograms> {
    this.#programs ??= bundleWorker(this.#site.directory);
    return this.#programs;
  }

  #host(runtime: string): Promise<EnvironmentHost> {
    const known = this.#hosts.get(runtime);
    if (known !== undefined) return known;
    const host = Promise.all([this.#nodeFor(runtime), this.#bundled()]).then(
      ([{ path }, programs]) =>
        new EnvironmentHost(programs.host, path, {
          onDiagnostic: (text) => {
            this.#site.log(`${nameOf(runtime)}: ${text}`);
          },
          onLost: (how) => {
            this.#lost.push({ name: nameOf(runtime), how });
          },
        }),
    );
    this.#hosts.set(runtime, host);
    return host;
  }

  #start(
    version: FunctionVersion,
    host: EnvironmentHost,
    program: string,
    handler: HandlerLocation,
  ): ExecutionEnvironment {
    const { clock, log } = this.#site;
    const now = clock.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[${version.version}]${randomUUID().replaceAll('-', '')}`;
    const environment = new ExecutionEnvironment({
      host,
      program,
      settings: {
        runtime: version.runtime,
        codeDirectory: version.directory,
        handlerFile: handler.file,
        handlerName: handler.name,
        logFormat: version.logFormat,
        clock: { virtualAt: now, monotonicNs: String(process.hrtime.bigint()), speed: clock.speed },
      },
      variables: workerVariables(version, logStream, this.#site, this.#endpoints),
      memoryMb: version.memoryMb,
      onLog: (timestamp, message) => {
        this.#logs.put(version, logStream, [{ timestamp, message }]);
      },
      onDiagnostic: (message) => {
        log(`${version.functionName}: ${message}`);
      },
    });
    this.#streams.set(environment, logStream);
    return environment;
  }
}
