import { type BootOptions, soundBootOptions } from './boot-options.ts';
import { startSystem, type LocalSystem } from './start.ts';
import { Started } from './started.ts';

export type { LocalSystem } from './start.ts';

/**
 * Starts AWS on this machine and provisions the assembly on it. If any part fails, everything that was started is shut
 * down before the error is thrown.
 *
 * @throws BootOptionsError with every mistake in the options, before anything is started
 */
export async function boot(options: BootOptions): Promise<LocalSystem> {
  const sound = soundBootOptions(options);
  const started = new Started();
  try {
    return (await startSystem(sound, started)).system;
  } catch (error) {
    await started.end(options.log);
    throw error;
  }
}
