import type { Argv } from 'yargs';
import { lazily, type ListedCommand } from '../listed.ts';

const actions: readonly ListedCommand[] = [
  {
    command: 'run <experiments..>',
    describe: 'run experiments one after another, on the running system or, if none runs, on one booted at speed 20',
    load: async () => (await import('./run.ts')).run,
  },
  {
    command: 'list',
    describe: "list all faults with their parameters, and the system's experiments and plans",
    load: async () => (await import('./list.ts')).list,
  },
  {
    command: 'validate <experiments..>',
    describe: 'report every mistake in an experiment, or print what it would do, without running it',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    command: 'schema',
    describe: 'print the JSON Schema of experiment files, for editors',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    command: 'status',
    describe: 'show the armed faults, when they expire and who armed them, and the run that has locked the stage',
    load: async () => (await import('./status.ts')).status,
  },
  {
    command: 'stop',
    describe: 'end the run, disarm every fault and revert seeded drift on the stage; functions follow within 2 s',
    load: async () => (await import('./stop.ts')).stop,
  },
  {
    command: 'prove',
    describe: 'plant each bug that the definition lists, run its experiment, and show whether the check catches it',
    load: async () => (await import('./prove.ts')).prove,
  },
  {
    command: 'drill',
    describe: 'make each alarm fire and clear once, follow its actions to their ends, and list those that did not',
    load: async () => (await import('./drill.ts')).drill,
  },
  {
    command: 'sweep',
    describe: 'play short runs with random faults, shrink those that fail, and list what no run reached',
    load: async () => (await import('./sweep.ts')).sweep,
  },
  {
    command: 'check <run>',
    describe: 'judge a run again from its run directory, offline and on any machine',
    load: async () => (await import('./check.ts')).check,
  },
];

/** `evenkeel chaos`: one file per action. */
export const chaos = {
  builder: (yargs: Argv) =>
    yargs
      .command(actions.map((action) => lazily(action, 'chaos')))
      .demandCommand(1, 'name one of the actions above')
      .strict(),
  handler: () => undefined,
};
