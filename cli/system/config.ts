import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ControlTables, Reconciliation } from '@evenkeel/reconciler';
import { usageFailure } from '../failure.ts';
import { loadModule } from './load-module.ts';

export interface Config {
  readonly reconciliation: Reconciliation;
  /** The tables that record repairs, from the module's export `control`. */
  readonly tables: ControlTables | undefined;
}

/**
 * Reads the reconciliation that a module exports as default, either directly or as the result of a function.
 *
 * @throws CommandFailure exit 2 if the module does not exist or exports no reconciliation
 */
export async function readConfig(config: string): Promise<Config> {
  const file = resolve(config);
  if (!existsSync(file)) throw usageFailure(`no file ${file}: --config must be a module that exports a reconciliation`);
  try {
    const { default: exported, control } = (await loadModule(file)) as {
      readonly default?: unknown;
      readonly control?: ControlTables;
    };
    const given: unknown = typeof exported === 'function' ? await (exported as () => unknown)() : exported;
    if (isReconciliation(given)) return { reconciliation: given, tables: control };
  } catch (error) {
    throw usageFailure(
      `${file}: ${error instanceof Error ? error.message : String(error)}${howToInstall(error)}`,
      error,
    );
  }
  throw usageFailure(
    `the default export of ${file} must be the result of defineReconciliation({ rules }), or a function that returns it`,
  );
}

/** The command that installs a package which the module imports and does not find. */
function howToInstall(error: unknown): string {
  const [, name] = /^Cannot find package '([^']+)'/.exec(error instanceof Error ? error.message : '') ?? [];
  return name === undefined ? '' : `. Run \`npm install ${name}\``;
}

const isReconciliation = (given: unknown): given is Reconciliation =>
  typeof given === 'object' && given !== null && 'rules' in given && 'limits' in given;
