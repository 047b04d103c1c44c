/**
 * `npm run bench [-- NAME ...]`: figures on this machine, where possible with a floor measured in the same run, so that a
 * slow or busy machine is visible. `--json` prints them as one array. Exits with 1 if a goal is missed.
 */
import yargs from 'yargs';
import { describe, type Figure, isWithin } from './figure.ts';

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  chaos: async () => (await import('./chaos/index.ts')).chaosBench(),
  reconcile: async () => (await import('./reconcile/index.ts')).reconcileBench(),
  start: async () => (await import('./start/index.ts')).startBench(),
  system: async () => (await import('./system/index.ts')).systemBench(),
  tracing: async () => (await import('./tracing/index.ts')).tracingBench(),
};

const { names, json } = await yargs(process.argv.slice(2))
  .command('$0 [names..]', 'run these benchmarks, or all', (command) =>
    command.positional('names', { type: 'string', array: true, default: [], choices: Object.keys(benches) }),
  )
  .option('names', { type: 'string', array: true, default: [], hidden: true })
  .option('json', { type: 'boolean', default: false, describe: 'one array on stdout' })
  .strict()
  .parseAsync();

const figures: Figure[] = [];
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  for (const figure of (await benches[name]?.()) ?? []) {
    figures.push(figure);
    if (!json) console.log(describe(figure));
  }
}
if (json) console.log(JSON.stringify(figures, null, 2));
process.exitCode = figures.every(isWithin) ? 0 : 1;
