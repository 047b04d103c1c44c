import type { Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { commandsNamed, type Loaders } from '../named.ts';

const actions: Loaders = {
  run: async () => (await import('./run.ts')).run,
  list: async () => (await import('./list.ts')).list,
  validate: async () => (await import('./validate.ts')).validate,
  schema: async () => (await import('./schema.ts')).schema,
  status: async () => (await import('./status.ts')).status,
  stop: async () => (await import('./stop.ts')).stop,
  check: async () => (await import('./check.ts')).check,
};

export const chaos = {
  command: 'chaos <action>',
  describe: 'run, list, validate, watch, stop and judge experiments',
  builder: async (yargs: Argv) =>
    yargs
      .command(await commandsNamed(hideBin(process.argv), actions))
      .demandCommand(1, 'name one of the actions above')
      .strict(),
  handler: () => undefined,
};
