import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

type Exports = Readonly<Record<string, unknown>>;

/** The hook that Node.js offers to CommonJS loaders. It has always existed but is not part of Node's types. */
interface CommonJs {
  readonly _extensions: Record<string, (module: Compiling, file: string) => void>;
}
interface Compiling {
  _compile(source: string, file: string): void;
}

/**
 * Imports a module of a function's code as Lambda does. On Lambda there is no package.json above the code's folder; here
 * the cloud assembly may be inside a project whose package.json declares everything below it to be ES modules.
 *
 * @param root folder of the function's code
 */
export async function importCode(file: string, root: string): Promise<Exports> {
  if (extname(file) !== '.js' || hasPackage(dirname(file), root)) {
    return (await import(pathToFileURL(file).href)) as Exports;
  }
  loadAsCommonJs(root);
  return createRequire(file)(file) as Exports;
}

/** Whether the code has its own package.json, which determines the module type of its `.js` files. */
function hasPackage(folder: string, root: string): boolean {
  if (existsSync(join(folder, 'package.json'))) return true;
  return folder !== root && folder.startsWith(root + sep) && hasPackage(dirname(folder), root);
}

function loadAsCommonJs(root: string): void {
  const { _extensions } = Module as unknown as CommonJs;
  const usual = _extensions['.js'];
  _extensions['.js'] = (module, file) => {
    if (file.startsWith(root + sep) && !hasPackage(dirname(file), root)) {
      module._compile(readFileSync(file, 'utf8'), file);
    } else usual?.(module, file);
  };
}
