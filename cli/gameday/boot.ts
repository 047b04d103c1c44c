import { overridesOf, type Sabotage } from '@evenkeel/chaos/sabotage';
import type { CommandContext } from '../command.ts';
import type { App } from '../system/app.ts';
import type { FoundSystem } from '../system/definition.ts';
import { type StartedSystem, type StartOptions, startSystem } from '../system/start.ts';
import { type BrokenApp, breakApp } from './broken-app.ts';
import { sourcesOf } from './broken-sources.ts';
import { seedSystem, warmUp } from './prepare.ts';

export interface Boot
  extends Pick<StartOptions, 'stage' | 'speed' | 'startAt' | 'seed' | 'dynamodbEndpoint' | 'ignore'> {
  /** The system's definition; undefined if it has none. */
  readonly system: FoundSystem | undefined;
  /** The app to boot; undefined for the system that ships with evenkeel. */
  readonly app: App | undefined;
  /** How to break it. */
  readonly sabotage: Sabotage | undefined;
}

/** Boots a system for the runs of this process, seeds it, and warms up its functions. */
export async function bootFor(boot: Boot, context: CommandContext): Promise<StartedSystem> {
  const { system, app, sabotage, ...options } = boot;
  const broken = await brokenApp(boot, context);
  try {
    const started = await startSystem(
      {
        ...options,
        heldFor: 'its-runs',
        app: broken?.app ?? app,
        ...(app === undefined && sabotage !== undefined && { overrides: overridesOf(sabotage) }),
      },
      context,
    );
    return await prepared(started, system, broken, context);
  } catch (error) {
    await broken?.discard();
    throw error;
  }
}

/** The app with the sabotage. Undefined where there is none, or the system is evenkeel's own, whose bundles change. */
async function brokenApp({ system, app, sabotage }: Boot, context: CommandContext): Promise<BrokenApp | undefined> {
  if (app === undefined || system === undefined || sabotage === undefined) return undefined;
  if (sabotage.overrides !== undefined) context.terminal.step(`synthesizing a copy of the app with ${sabotage.name}`);
  return breakApp(app, sabotage, sourcesOf(system), context.signal);
}

async function prepared(
  started: StartedSystem,
  system: FoundSystem | undefined,
  broken: BrokenApp | undefined,
  context: CommandContext,
): Promise<StartedSystem> {
  try {
    if (system !== undefined) {
      await seedSystem(system, started.description, context);
      await warmUp(system, started.description, context);
    }
  } catch (error) {
    await started.close();
    throw error;
  }
  return {
    ...started,
    close: async () => {
      await started.close();
      await broken?.discard();
    },
  };
}
