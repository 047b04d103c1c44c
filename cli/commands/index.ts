import type { ListedCommand } from './listed.ts';

/** The commands of `evenkeel`, in the order of its help. */
export const commands: readonly ListedCommand[] = [
  {
    command: 'gameday [plan]',
    describe: 'run a game day: boot the system, put it under load, break it, reconcile it, and judge the outcome',
    load: async () => (await import('./gameday.ts')).gameday,
  },
  {
    command: 'up',
    describe: 'run the system on this machine until Ctrl-C',
    load: async () => (await import('./up.ts')).up,
  },
  {
    command: 'deploy',
    describe: 'deploy changed functions and new resources onto the system that `up` runs, without losing its data',
    load: async () => (await import('./deploy.ts')).deploy,
  },
  {
    command: 'reconcile',
    describe: 'find drift between stores and repair it; undo repairs, print the ledger, accept known drift',
    load: async () => (await import('./reconcile/index.ts')).reconcile,
  },
  {
    command: 'schedule <action>',
    describe: 'show, pause, resume or run the hourly reconcile schedule',
    load: async () => (await import('./schedule.ts')).schedule,
  },
  {
    command: 'chaos <action>',
    describe: 'validate, run, watch, stop and judge experiments',
    load: async () => (await import('./chaos/index.ts')).chaos,
  },
  {
    command: 'load <profile>',
    describe: 'run a k6 load profile against a running system',
    load: async () => (await import('./load.ts')).load,
  },
  {
    command: 'report',
    describe: 'write the report of a run again; compare runs, list all of them, print what happened to one request',
    load: async () => (await import('./report/index.ts')).report,
  },
  {
    command: 'init [folder]',
    describe: 'read the cdk.out of your own app, and write a first definition, experiment and workflow',
    load: async () => (await import('./init.ts')).init,
  },
  {
    command: 'estimate',
    describe: 'estimate from the templates what a stage costs a month while nobody uses it',
    load: async () => (await import('./estimate.ts')).estimate,
  },
  {
    command: 'doctor',
    describe:
      'check the prerequisites on this machine, or with --target aws the account, and print how to fix what is missing',
    load: async () => (await import('./doctor.ts')).doctor,
  },
];
