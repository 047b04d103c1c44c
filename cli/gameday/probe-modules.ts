import { dirname, resolve } from 'node:path';
import type { Experiment, ProbeModule } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import { loadModule } from '../system/load-module.ts';
import { messageOf } from '../trouble.ts';

/**
 * Loads the probe modules of an experiment, by their paths relative to its file.
 *
 * @throws CommandFailure exit 2 if a module cannot be loaded, or its default export is not a function
 */
export async function loadProbeModules(
  { steadyState, stopConditions }: Experiment,
  experimentFile: string,
): Promise<ReadonlyMap<string, ProbeModule>> {
  const probes = [
    ...steadyState.before,
    ...steadyState.after,
    ...stopConditions.flatMap((condition) => (condition.when === 'probe-fails' ? [condition.probe] : [])),
  ];
  const files = new Set(probes.flatMap((probe) => (probe.probe === 'module' ? [probe.file] : [])));
  const modules = new Map<string, ProbeModule>();
  for (const file of files) modules.set(file, await load(resolve(dirname(experimentFile), file)));
  return modules;
}

async function load(path: string): Promise<ProbeModule> {
  let exported: unknown;
  try {
    exported = ((await loadModule(path)) as { readonly default?: unknown }).default;
  } catch (error) {
    throw usageFailure(`probe module ${path}: ${messageOf(error)}`, error);
  }
  if (typeof exported !== 'function') {
    throw usageFailure(
      `probe module ${path} must have a function as its default export, which resolves to { ok, message }`,
    );
  }
  return exported as ProbeModule;
}
