import { overridesOf, type Sabotage } from '@evenkeel/chaos/sabotage';
import type { RegionRole, SystemDescription } from '@evenkeel/chaos/schemas';
import type { LocalRegions } from '@evenkeel/local';
import { prefixOf, type Stage } from '../../../infra/stage.ts';
import { synthesize } from '../../../infra/synthesize.ts';
import type { CommandContext } from '../../command.ts';
import { brokenHarness, CommandFailure } from '../../failure.ts';
import { assembliesDirectory } from '../../places.ts';
import type { FoundSystem } from '../../system/definition.ts';
import { describeLocal } from '../../system/describe.ts';
import { claimDirectory, cleanUpAfterKilled, release } from '../../system/registry.ts';
import { chosenTracing } from '../../system/tracing.ts';
import { messageOf } from '../../trouble.ts';
import { seedSystem, warmUp } from '../prepare.ts';

export interface BootedRegions {
  readonly regions: LocalRegions;
  readonly names: Readonly<Record<RegionRole, string>>;
  readonly descriptions: Readonly<Record<RegionRole, SystemDescription>>;
  readonly figures: { readonly bootSeconds: number };
  readonly close: () => Promise<void>;
}

interface Order {
  readonly stage: Stage & { readonly pair: NonNullable<Stage['pair']> };
  readonly system: FoundSystem;
  readonly speed: number;
  readonly startAt: Date;
  readonly seed: number;
  /** How to break both. */
  readonly sabotage: Sabotage | undefined;
}

/**
 * Boots both regions of a stage of the system that ships with evenkeel, seeds them, and warms up their functions.
 *
 * @throws CommandFailure exit 4 if they do not start; everything that was started is shut down first
 */
export async function bootPair(
  { stage, system, speed, startAt, seed, sabotage }: Order,
  context: CommandContext,
): Promise<BootedRegions> {
  const { terminal, signal } = context;
  await cleanUpAfterKilled();
  const { assembly } = await synthesize({
    stage: stage.name,
    tracing: chosenTracing(process.env),
    cacheDirectory: assembliesDirectory(),
    ...(sabotage !== undefined && overridesOf(sabotage)),
  });
  const began = performance.now();
  const names = { home: stage.region, other: stage.pair.region };
  const directory = await claimDirectory();
  let regions: LocalRegions | undefined;
  const close = async (): Promise<void> => {
    await regions?.close();
    await release(directory);
  };
  try {
    // Imported here so that commands on a running system do not load it.
    const { bootRegions } = await import('@evenkeel/local');
    regions = await bootRegions({
      assembly,
      directory,
      speed,
      startAt,
      seed,
      log: terminal.tick,
      regions: [names.home, names.other],
    });
    signal.throwIfAborted();
    const { systems } = regions;
    const origin = { stage: stage.name, prefix: prefixOf(stage) };
    const describe = async (region: string): Promise<SystemDescription> => {
      const found = systems[region];
      if (found === undefined) throw new Error(`${region} was not booted`);
      return describeLocal(found, origin);
    };
    const descriptions = { home: await describe(names.home), other: await describe(names.other) };
    const bootSeconds = Math.round((performance.now() - began) / 100) / 10;
    terminal.step(`system: ${names.home} and ${names.other} are up in ${bootSeconds} s at speed ${speed}`);
    const both = [descriptions.home, descriptions.other];
    for (const description of both) {
      await seedSystem(system, description, context);
      await warmUp(system, description, context);
    }
    // Either region was warm while the other one was idle; the load finds both at work.
    await Promise.all(both.map((description) => warmUp(system, description, context)));
    return { regions, names, descriptions, figures: { bootSeconds }, close };
  } catch (error) {
    await close();
    if (signal.aborted || error instanceof CommandFailure) throw error;
    throw brokenHarness(messageOf(error), error);
  }
}
