import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { ChaosError } from '../errors.ts';

/** A change to one module, applied when functions are bundled. The source files stay unchanged. */
export interface SourceOverride {
  /** Path of the module in the package, without extension, such as `services/payment/step`. */
  readonly module: string;
  /** Text that the module contains exactly once. All white space is equal, so that compiled sources match too. */
  readonly find: string;
  /** The replacement: JavaScript that is also valid TypeScript. */
  readonly replace: string;
}

/** The module does not contain the text that a sabotage replaces, so the sabotage would break nothing. */
export class OverrideError extends ChaosError {
  override readonly name = 'OverrideError';
}

/** Its bundle fails with OverrideError if a module does not contain the text exactly once. */
export function overridePlugin(name: string, overrides: readonly SourceOverride[]): Plugin {
  return {
    name: `sabotage-${name}`,
    setup(build) {
      const applied = new Set<SourceOverride>();
      for (const module of new Set(overrides.map((override) => override.module))) {
        build.onLoad({ filter: new RegExp(`/${module}\\.[jt]s$`) }, async ({ path }) => {
          const changes = overrides.filter((override) => override.module === module);
          for (const override of changes) applied.add(override);
          const contents = changes.reduce(overrideText, await readFile(path, 'utf8'));
          return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
        });
      }
      build.onEnd(() => {
        const missed = overrides.filter((override) => !applied.has(override));
        return {
          errors: missed.map(({ module }) => ({
            text: `Sabotage ${name} changes ${module}, but no function bundles that module.`,
          })),
        };
      });
    },
  };
}

/** @internal */
export function overrideText(source: string, { module, find, replace }: SourceOverride): string {
  const pattern = new RegExp(find.trim().split(/\s+/).map(escaped).join('\\s*'), 'g');
  const found = [...source.matchAll(pattern)];
  if (found.length !== 1) {
    throw new OverrideError(
      `${module} contains the text that a sabotage replaces ${found.length} times instead of once: ${find.trim()}. Update the override.`,
    );
  }
  return source.replace(pattern, () => replace);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
