import type { CommandModule } from 'yargs';

/** Loads a command's file. */
export type Loaders = Readonly<Record<string, () => Promise<CommandModule>>>;

/**
 * The commands that the arguments name: what the others stand on, SDK clients above all, takes longer to load than many
 * a command takes to run. All of them where none is named, as for help, or for a name that is mistyped.
 *
 * @param typed what was typed, options among it
 */
export async function commandsNamed(typed: readonly string[], loaders: Loaders): Promise<CommandModule[]> {
  const all = Object.entries(loaders);
  const named = all.filter(([name]) => typed.includes(name));
  return Promise.all((named.length > 0 ? named : all).map(([, load]) => load()));
}
