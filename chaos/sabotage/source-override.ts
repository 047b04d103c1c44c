import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { ChaosError } from '../errors.ts';

/** A change of one module, applied when functions are bundled. The sources stay as they are. */
export interface SourceOverride {
  /** Path of the module in the package, without extension, such as `services/payment/step`. */
  readonly module: string;
  /** Text that stands in it exactly once; white space counts alike, so that compiled sources match too. */
  readonly find: string;
  /** JavaScript, which is TypeScript too. */
  readonly replace: string;
}

/** The module no longer holds what a sabotage was to replace: nothing would be broken, and nothing proven. */
export class OverrideError extends ChaosError {
  override readonly name = 'OverrideError';
}

/** @throws OverrideError, and so ends the bundling, where the text is not found exactly once */
export function overridePlugin(name: string, overrides: readonly SourceOverride[]): Plugin {
  return {
    name: `sabotage-${name}`,
    setup(build) {
      const applied = new Set<SourceOverride>();
      for (const module of new Set(overrides.map((override) => override.module))) {
        build.onLoad({ filter: new RegExp(`/${module}\\.[jt]s$`) }, async ({ path }) => {
          const own = overrides.filter((override) => override.module === module);
          for (const override of own) applied.add(override);
          const contents = own.reduce(overrideText, await readFile(path, 'utf8'));
          return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
        });
      }
      build.onEnd(() => {
        const missed = overrides.filter((override) => !applied.has(override));
        return {
          errors: missed.map(({ module }) => ({
            text: `No function bundles ${module}, which sabotage ${name} changes.`,
          })),
        };
      });
    },
  };
}

export function overrideText(source: string, { module, find, replace }: SourceOverride): string {
  const pattern = new RegExp(find.trim().split(/\s+/).map(escaped).join('\\s*'), 'g');
  const found = [...source.matchAll(pattern)];
  if (found.length !== 1) {
    throw new OverrideError(
      `${module} holds the text that a sabotage replaces ${found.length} times, not once: ${find.trim()}. Write the override anew.`,
    );
  }
  return source.replace(pattern, () => replace);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
