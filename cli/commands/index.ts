import type { Loaders } from './named.ts';

/** What `evenkeel` can do, by name, in the order of its help. */
export const commands: Loaders = {
  gameday: async () => (await import('./gameday.ts')).gameday,
  up: async () => (await import('./up.ts')).up,
  reconcile: async () => (await import('./reconcile/index.ts')).reconcile,
  schedule: async () => (await import('./schedule.ts')).schedule,
  chaos: async () => (await import('./chaos/index.ts')).chaos,
  load: async () => (await import('./load.ts')).load,
  report: async () => (await import('./report.ts')).report,
  doctor: async () => (await import('./doctor.ts')).doctor,
};
