import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { ChaosError } from '../errors.ts';

/** A change to one module, applied when functions are bundled. The source files stay unchanged. */
export interface SourceOverride {
  /**
   * Path of the module's source file, without extension, relative to the definition's file, such as
   * `src/booking/charge`.
   */
  readonly module: string;
  /** Text of the source that occurs in it exactly once. White space and the kind of quotes do not matter. */
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

/**
 * The text with the replacement.
 *
 * @throws OverrideError if the text to replace does not occur exactly once
 */
export function overrideText(source: string, override: SourceOverride): string {
  const { module, find, replace } = override;
  const found = occurrencesOf(source, override);
  if (found !== 1) {
    throw new OverrideError(
      `${module} contains the text that a sabotage replaces ${found} times instead of once: ${find.trim()}; update the override`,
    );
  }
  return source.replace(patternOf(find), () => replace);
}

/** How often a text contains what an override replaces. */
export const occurrencesOf = (source: string, override: SourceOverride): number => linesWith(source, override).length;

/** The lines, from 1, in which what an override replaces begins. */
export function linesWith(source: string, { find }: SourceOverride): number[] {
  return [...source.matchAll(patternOf(find))].map(({ index }) => source.slice(0, index).split('\n').length);
}

/** Compilers write other quotes, other white space, and `void 0`. */
function patternOf(find: string): RegExp {
  const words = find.trim().split(/\s+/).map(escaped);
  const pattern = words
    .join('\\s*')
    .replaceAll(/["'`]/g, '["\'`]')
    .replaceAll(/\bundefined\b/g, '(?:undefined|void 0)');
  return new RegExp(pattern, 'g');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
