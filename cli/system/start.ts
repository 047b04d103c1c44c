import type { SystemDescription } from '../../chaos/schemas/index.ts';
import { synthesize } from '../../infra/synthesize.ts';
import type { LocalSystem } from '../../local/index.ts';
import { UnknownResourceTypesError } from '../../local/provision/failures.ts';
import { brokenHarness, CommandFailure, usageFailure } from '../failure.ts';
import { assembliesDirectory } from '../places.ts';
import type { Terminal } from '../terminal.ts';
import type { App } from './app.ts';
import { describeLocal } from './describe.ts';
import { claimDirectory, cleanUpAfterKilled, publish, type RunningSystem, release } from './registry.ts';

export interface StartOptions {
  readonly heldFor: RunningSystem['heldFor'];
  readonly stage: string;
  /** An app of the user's own to boot in place of the commerce system. */
  readonly app?: App | undefined;
  /** Virtual seconds in a real one. */
  readonly speed: number;
  /** Where the virtual clock starts. */
  readonly startAt: Date;
  readonly seed: number;
  /** Port of the local servers; a free one when absent. */
  readonly port?: number | undefined;
  /** URL of a running DynamoDB, to use in place of DynamoDB Local. */
  readonly dynamodbEndpoint?: string | undefined;
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
 * The whole system on this machine: the commerce system, synthesized from its CDK app (or taken from the cache when no
 * source changed), or an app of the user's own; provisioned, and published for other commands to attach to.
 *
 * @throws CommandFailure exit 2 when the app holds what is not simulated, exit 4 when it does not come up otherwise;
 *   whatever had been started is ended first
 */
export async function startSystem(
  options: StartOptions,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<StartedSystem> {
  const cleaned = await cleanUpAfterKilled();
  if (cleaned > 0) terminal.step(`cleaned up after ${cleaned} killed ${cleaned === 1 ? 'system' : 'systems'}`);

  const began = performance.now();
  const origin = options.app ?? { stage: options.stage, prefix: `evenkeel-${options.stage}-` };
  const assembly = options.app?.assembly ?? (await synthesizeCommerce(options, terminal));
  signal.throwIfAborted();
  const synthesizeSeconds = secondsSince(began);

  const bootBegan = performance.now();
  const directory = await claimDirectory();
  let system: LocalSystem | undefined;
  try {
    // Commands on a system that is up need not load what boots one.
    const { boot } = await import('../../local/index.ts');
    system = await boot({
      assembly,
      directory,
      speed: options.speed,
      startAt: options.startAt,
      seed: options.seed,
      log: (message: string) => {
        terminal.tick(message);
      },
      ...(options.port !== undefined && { port: options.port }),
      ...(options.dynamodbEndpoint !== undefined && { dynamoDbEndpoint: options.dynamodbEndpoint }),
    });
    signal.throwIfAborted();
    const description = await describeLocal(system, origin);
    await publish(directory, { heldFor: options.heldFor, system: description });
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
    if (error instanceof UnknownResourceTypesError) throw usageFailure(error.message, error);
    throw brokenHarness(error instanceof Error ? error.message : String(error), error);
  }
}

async function synthesizeCommerce({ stage, overrides }: StartOptions, terminal: Terminal): Promise<string> {
  const began = performance.now();
  terminal.tick('synthesizing');
  const { assembly, cached } = await synthesize({ stage, cacheDirectory: assembliesDirectory(), ...overrides });
  terminal.step(cached ? 'template: unchanged, from the cache' : `template: synthesized in ${secondsSince(began)} s`);
  return assembly;
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 100) / 10;
