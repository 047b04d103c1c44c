import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { synthesize } from '../../infra/synthesize.ts';
import type { LocalSystem } from '@evenkeel/local';
import { UnknownResourceTypesError } from '@evenkeel/local/provision/failures';
import { brokenHarness, CommandFailure, usageFailure } from '../failure.ts';
import { assembliesDirectory } from '../places.ts';
import type { Terminal } from '../terminal.ts';
import type { App } from './app.ts';
import { describeLocal } from './describe.ts';
import { demandAppOfOneRegion, demandStageOfOneRegion } from './one-region.ts';
import { chosenTracing } from './tracing.ts';
import { claimDirectory, cleanUpAfterKilled, publish, type RunningSystem, release } from './registry.ts';
import { demandWritableCache } from './writable-cache.ts';
import { messageOf } from '../trouble.ts';

export interface StartOptions {
  readonly heldFor: RunningSystem['heldFor'];
  readonly stage: string;
  /** The app to boot instead of the system that ships with evenkeel. */
  readonly app?: App | undefined;
  /** Resource types that the system does without. */
  readonly ignore?: readonly string[] | undefined;
  /** Virtual seconds per real second. */
  readonly speed: number;
  /** Virtual time at the start. */
  readonly startAt: Date;
  readonly seed: number;
  /** Port of the local HTTP server; a free one by default. */
  readonly port?: number | undefined;
  /** URL of a running DynamoDB to use instead of DynamoDB Local. */
  readonly dynamodbEndpoint?: string | undefined;
  /** Concurrent invocations of functions that the account allows. */
  readonly accountConcurrency?: number | undefined;
  /**
   * Changes to the system that ships with evenkeel when it is bundled and synthesized. Changes to an app are made
   * before it is passed here.
   */
  readonly overrides?: Pick<Parameters<typeof synthesize>[0], 'plugins' | 'mutateTemplate' | 'variant'>;
}

export interface StartedSystem {
  readonly description: SystemDescription;
  /** Duration of each part of the start, in seconds. */
  readonly figures: { readonly synthesizeSeconds: number; readonly bootSeconds: number };
  /** Shuts down every server, engine and worker of the system. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a system on this machine: an app of the user's, or the system that ships with evenkeel, which is synthesized
 * from its CDK app unless the cache has it. Then provisions the system and publishes it for other commands.
 *
 * @throws CommandFailure exit 2 if the app contains resource types that are not simulated, or is in two regions; exit 4 if it
 *   does not start for another reason. Everything that was started is shut down first.
 */
export async function startSystem(
  options: StartOptions,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<StartedSystem> {
  if (options.app === undefined) demandStageOfOneRegion(options.stage);
  else await demandAppOfOneRegion(options.app.assembly);
  await demandWritableCache();
  const cleaned = await cleanUpAfterKilled();
  if (cleaned > 0) terminal.step(`cleaned up after ${cleaned} killed ${cleaned === 1 ? 'system' : 'systems'}`);

  const began = performance.now();
  const origin = options.app ?? { stage: options.stage, prefix: `evenkeel-${options.stage}-` };
  const assembly = options.app?.assembly ?? (await synthesizeShipped(options, terminal));
  signal.throwIfAborted();
  const synthesizeSeconds = secondsSince(began);

  const bootBegan = performance.now();
  const directory = await claimDirectory();
  let system: LocalSystem | undefined;
  try {
    // Imported here so that commands on a running system do not load it.
    const { boot } = await import('@evenkeel/local');
    system = await boot({
      assembly,
      directory,
      speed: options.speed,
      startAt: options.startAt,
      seed: options.seed,
      ...(options.ignore !== undefined && { ignore: options.ignore }),
      log: (message: string) => {
        terminal.tick(message);
      },
      notice: (message: string) => {
        terminal.step(message);
      },
      deployRefusal: async () => {
        if (system === undefined) return undefined;
        const { whyInUse } = await import('./stage-in-use.ts');
        return whyInUse(await describeLocal(system, origin));
      },
      onDeployed: async () => {
        if (system === undefined) return;
        await publish(directory, { heldFor: options.heldFor, system: await describeLocal(system, origin) });
      },
      ...(options.port !== undefined && { port: options.port }),
      ...(options.accountConcurrency !== undefined && { accountConcurrency: options.accountConcurrency }),
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
    const refusal = [error, (error as Error).cause].find(isRefusal);
    if (refusal !== undefined) throw usageFailure(refusal.message, error);
    throw brokenHarness(messageOf(error), error);
  }
}

/** Errors that the user can fix: in the template, or in the DynamoDB that an option names. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof UnknownResourceTypesError || (error instanceof Error && error.name === 'DynamoDbEndpointError');

async function synthesizeShipped({ stage, overrides }: StartOptions, terminal: Terminal): Promise<string> {
  const began = performance.now();
  terminal.tick('synthesizing');
  const tracing = chosenTracing(process.env);
  const { assembly, cached } = await synthesize({
    stage,
    tracing,
    cacheDirectory: assembliesDirectory(),
    ...overrides,
  });
  terminal.step(cached ? 'template: unchanged, from the cache' : `template: synthesized in ${secondsSince(began)} s`);
  return assembly;
}

const secondsSince = (began: number) => Math.round((performance.now() - began) / 100) / 10;
