import type { SystemDescription } from '../../chaos/contract/index.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { boot, type LocalSystem } from '../../local/index.ts';
import { brokenHarness, CommandFailure } from '../failure.ts';
import { assembliesDirectory } from '../places.ts';
import type { Terminal } from '../terminal.ts';
import { describeLocal } from './describe.ts';
import { claimDirectory, cleanUpAfterKilled, publish, release } from './registry.ts';

export interface StartOptions {
  readonly stage: string;
  /** Virtual seconds in a real one. */
  readonly speed: number;
  /** Where the virtual clock starts. */
  readonly startAt: Date;
  readonly seed: number;
  /** Port of the local servers; a free one when absent. */
  readonly port?: number | undefined;
  /** What a system broken on purpose changes when it is bundled and synthesized. */
  readonly overrides?: Pick<Parameters<typeof synthesize>[0], 'plugins' | 'mutateTemplate' | 'variant'>;
}

export interface StartedSystem {
  readonly description: SystemDescription;
  /** Seconds each part of the start took. */
  readonly figures: { readonly synthesizeSeconds: number; readonly bootSeconds: number };
  /** Ends every server, engine and worker of the system. */
  readonly close: () => Promise<void>;
}

/**
 * The whole system on this machine: synthesized from the CDK app (or taken from the cache when no source changed),
 * provisioned, published for other commands to attach to.
 *
 * @throws CommandFailure exit 4 when it does not come up; whatever had been started is ended first
 */
export async function startSystem(
  options: StartOptions,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<StartedSystem> {
  const cleaned = await cleanUpAfterKilled();
  if (cleaned > 0) terminal.step(`cleaned up after ${cleaned} killed ${cleaned === 1 ? 'system' : 'systems'}`);

  const began = performance.now();
  terminal.tick('synthesizing');
  const { assembly, cached } = await synthesize({
    stage: options.stage,
    cacheDirectory: assembliesDirectory(),
    ...options.overrides,
  });
  signal.throwIfAborted();
  const synthesizeSeconds = secondsSince(began);
  terminal.step(cached ? 'template: unchanged, from the cache' : `template: synthesized in ${synthesizeSeconds} s`);

  const bootBegan = performance.now();
  const directory = await claimDirectory();
  let system: LocalSystem | undefined;
  try {
    system = await boot({
      assembly,
      directory,
      speed: options.speed,
      startAt: options.startAt,
      seed: options.seed,
      log: (message: string) => {
        terminal.tick(message);
      },
      ...(options.port === undefined ? {} : { port: options.port }),
    });
    signal.throwIfAborted();
    const description = describeLocal(system, options.stage);
    await publish(directory, description);
    const bootSeconds = secondsSince(bootBegan);
    terminal.step(`system: up in ${bootSeconds} s at speed ${options.speed}`);
    const running = system;
    return {
      description,
      figures: { synthesizeSeconds, bootSeconds },
      close: async () => {
        await running.close();
        await release(directory);
      },
    };
  } catch (error) {
    await system?.close();
    await release(directory);
    if (signal.aborted || error instanceof CommandFailure) throw error;
    throw brokenHarness(error instanceof Error ? error.message : String(error), error);
  }
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 100) / 10;
