import type { Argv } from 'yargs';
import { lazily, type ListedCommand } from '../listed.ts';

const actions: readonly ListedCommand[] = [
  {
    command: 'run <experiments..>',
    describe: 'run experiments one after another, on the running system or on one booted for them at speed 20',
    load: async () => (await import('./run.ts')).run,
  },
  {
    command: 'list',
    describe: 'list all faults with their parameters, and the experiments and plans that ship with the system',
    load: async () => (await import('./list.ts')).list,
  },
  {
    command: 'validate <experiments..>',
    describe: 'report every mistake in an experiment, or print what the experiment would do; runs nothing',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    command: 'schema',
    describe: 'print the JSON Schema of experiment files, for editors',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    command: 'status',
    describe: 'show the armed faults, when they expire and who armed them, and the run that holds the stage',
    load: async () => (await import('./status.ts')).status,
  },
  {
    command: 'stop',
    describe:
      'end the run and every fault, lease and seeded drift on the stage; functions stop injecting faults within 2 s',
    load: async () => (await import('./stop.ts')).stop,
  },
  {
    command: 'prove',
    describe: 'boot the system broken in each way that its definition lists, and show which check catches it',
    load: async () => (await import('./prove.ts')).prove,
  },
  {
    command: 'check <run>',
    describe: 'judge a run again from its run directory; works offline and on any machine',
    load: async () => (await import('./check.ts')).check,
  },
];

/** `evenkeel chaos`: one file per action. */
export const chaos = {
  builder: (yargs: Argv) =>
    yargs
      .command(actions.map((action) => lazily(action, 'chaos')))
      .demandCommand(1, 'Name one of the actions above.')
      .strict(),
  handler: () => undefined,
};
