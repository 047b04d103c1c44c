import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface HandlerLocation {
  readonly file: string;
  /** The name of the export. */
  readonly name: string;
}

/**
 * Finds the file and the export that a handler such as `index.handler` names, in the order of Lambda's runtime.
 *
 * @throws Error if the folder has no such module
 */
export function locateHandler(directory: string, handler: string): HandlerLocation {
  const dot = handler.lastIndexOf('.');
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  for (const extension of ['.js', '.mjs', '.cjs']) {
    const file = join(directory, module + extension);
    if (existsSync(file)) return { file, name };
  }
  throw new Error(`handler ${handler}: ${directory} contains no ${module}.js, .mjs or .cjs. Is the function bundled?`);
}
