import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

type Exports = Readonly<Record<string, unknown>>;

/** What Node.js offers to loaders of CommonJS, in place since its first versions, and leaves out of its types. */
interface CommonJs {
  readonly _extensions: Record<string, (module: Compiling, file: string) => void>;
}
interface Compiling {
  _compile(source: string, file: string): void;
}

/**
 * Imports a module of a function's code as Lambda does, where nothing stands above the code's folder. Here a cloud
 * assembly may lie within a project whose package.json makes ES modules of all that is below it.
 *
 * @param root folder of the function's code
 */
export async function importCode(file: string, root: string): Promise<Exports> {
  if (extname(file) !== '.js' || hasPackage(dirname(file), root)) {
    return (await import(pathToFileURL(file).href)) as Exports;
  }
  takeForCommonJs(root);
  return createRequire(file)(file) as Exports;
}

/** Whether the code itself says what its `.js` files are. */
function hasPackage(folder: string, root: string): boolean {
  if (existsSync(join(folder, 'package.json'))) return true;
  return folder !== root && folder.startsWith(root + sep) && hasPackage(dirname(folder), root);
}

function takeForCommonJs(root: string): void {
  const { _extensions } = Module as unknown as CommonJs;
  const usual = _extensions['.js'];
  _extensions['.js'] = (module, file) => {
    if (file.startsWith(root + sep) && !hasPackage(dirname(file), root)) {
      module._compile(readFileSync(file, 'utf8'), file);
    } else usual?.(module, file);
  };
}
