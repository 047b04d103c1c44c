import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkControlTables, type ControlTables, type Reconciliation } from '@evenkeel/reconciler';
import { usageFailure } from '../failure.ts';
import { loadModule } from './load-module.ts';
import { howToInstall } from './missing-package.ts';
import { settled } from './settled.ts';
import { messageOf } from '../trouble.ts';

export interface Config {
  readonly reconciliation: Reconciliation;
  /** The tables that record repairs, from the module's export `control`. */
  readonly tables: ControlTables | undefined;
}

/**
 * Reads the reconciliation that a module exports as default, either directly or as the result of a function.
 *
 * @param limitMs how long the module, and then its function, may take
 * @throws CommandFailure exit 2 if the module does not exist, exports no reconciliation, or its `control` is wrong
 */
export async function readConfig(config: string, limitMs?: number): Promise<Config> {
  const file = resolve(config);
  if (!existsSync(file)) throw usageFailure(`no file ${file}: --config must be a module that exports a reconciliation`);
  try {
    const { default: exported, control } = (await loadModule(file, limitMs)) as {
      readonly default?: unknown;
      readonly control?: unknown;
    };
    const tables = controlTablesOf(control);
    const given: unknown =
      typeof exported === 'function'
        ? await settled('the function that it exports', Promise.resolve((exported as () => unknown)()), limitMs)
        : exported;
    if (isReconciliation(given)) return { reconciliation: given, tables };
  } catch (error) {
    throw usageFailure(`${file}: ${messageOf(error)}${howToInstall(error)}`, error);
  }
  throw notAReconciliation(`the default export of ${file}`);
}

function controlTablesOf(control: unknown): ControlTables | undefined {
  if (control === undefined) return undefined;
  checkControlTables('control', control);
  return control;
}

/** @param what the value that must be a reconciliation */
export const notAReconciliation = (what: string) =>
  usageFailure(`${what} must be the result of defineReconciliation({ rules }), or a function that returns it`);

export const isReconciliation = (given: unknown): given is Reconciliation =>
  typeof given === 'object' && given !== null && 'rules' in given && 'limits' in given;
