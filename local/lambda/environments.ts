import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { LogSink, Site } from '../core/index.ts';
import { bundleWorker } from './bundle-worker.ts';
import { EnvironmentPool } from './environment-pool.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { type HandlerLocation, locateHandler } from './locate-handler.ts';
import type { FunctionVersion } from './registry.ts';
import { workerVariables } from './variables.ts';

/** Maximum number of environments that start at the same time, across all functions. */
const PARALLEL_STARTS = 2;

/** The environment pools of all versions; each is created on the first call. */
export class Environments {
  readonly #site: Site;
  readonly #logs: LogSink;
  readonly #endpoints: Readonly<Record<string, string>>;
  readonly #pools = new Map<FunctionVersion, EnvironmentPool>();
  readonly #streams = new WeakMap<ExecutionEnvironment, string>();
  readonly #starts = pLimit(PARALLEL_STARTS);
  #program: Promise<string> | undefined;

  constructor(site: Site, logs: LogSink, endpoints: Readonly<Record<string, string>>) {
    this.#site = site;
    this.#logs = logs;
    this.#endpoints = endpoints;
  }

  /** The pool of a version. Throws `locateHandler`'s error before any thread starts. */
  async pool(version: FunctionVersion): Promise<EnvironmentPool> {
    const known = this.#pools.get(version);
    if (known) return known;
    this.#program ??= bundleWorker(this.#site.directory);
    const program = await this.#program;
    const handler = locateHandler(version.directory, version.handler);
    const start = (): ExecutionEnvironment => this.#start(version, program, handler);
    const made = this.#pools.get(version) ?? new EnvironmentPool(start, this.#starts);
    this.#pools.set(version, made);
    return made;
  }

  /** The log stream of an environment. */
  logStream(environment: ExecutionEnvironment): string {
    return this.#streams.get(environment) ?? 'unknown';
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #start(version: FunctionVersion, program: string, handler: HandlerLocation): ExecutionEnvironment {
    const { clock, log } = this.#site;
    const now = clock.now();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[${version.version}]${randomUUID().replaceAll('-', '')}`;
    const environment = new ExecutionEnvironment({
      program,
      settings: {
        codeDirectory: version.directory,
        handlerFile: handler.file,
        handlerName: handler.name,
        logFormat: version.logFormat,
        clock: { virtualAt: now, monotonicNs: process.hrtime.bigint(), speed: clock.speed },
      },
      variables: workerVariables(version, logStream, this.#site, this.#endpoints),
      memoryMb: version.memoryMb,
      onLog: (timestamp, message) => {
        this.#logs.put(version.logGroup, logStream, [{ timestamp, message }]);
      },
      onDiagnostic: (message) => {
        log(`${version.functionName}: ${message}`);
      },
    });
    this.#streams.set(environment, logStream);
    return environment;
  }
}
