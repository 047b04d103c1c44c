import type { SystemDescription } from '@evenkeel/chaos/schemas';
import type { CommandContext } from '../command.ts';
import { connectionTo } from '../system/connection.ts';
import type { FoundSystem } from '../system/definition.ts';

/** Writes the data that a booted system must hold before any load. */
export async function seedSystem(
  { definition }: FoundSystem,
  system: SystemDescription,
  context: CommandContext,
): Promise<void> {
  if (definition.seed === undefined) return;
  context.terminal.tick('seeding the system');
  await definition.seed(connectionTo(system, context));
}

/** Calls the system's functions once, so that a run does not measure cold starts. */
export async function warmUp(
  { definition }: FoundSystem,
  system: SystemDescription,
  context: CommandContext,
): Promise<void> {
  if (definition.warmUp === undefined) return;
  context.terminal.tick('warming up the functions');
  await definition.warmUp(connectionTo(system, context));
}
