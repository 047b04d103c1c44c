/** Turns the package of a function into a defective one, and back. Pure: packages are their files. */
import { HarnessError } from '../errors.ts';
import { wrapperSource, type WrapperPlan } from './wrapper.ts';

/** The files of a package, by their paths. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Names the parts of a defective package, so that the intact one can be restored from it. */
const MARK = 'evenkeel-release.json';

/** Folder of the code that a defective version runs instead. */
const OTHER = 'evenkeel-release';

interface Mark {
  /** Path of the defective entry. */
  readonly entry: string;
  /** Path of the intact entry before it was renamed, and now. */
  readonly intact: readonly [was: string, is: string];
}

export type Defect = Omit<WrapperPlan, 'intact' | 'other' | 'handler'>;

/**
 * The package with the defect. It also contains the intact code, to which the entry goes back when the lease ends.
 *
 * @param handler such as `index.handler`
 * @param other the files of the code that runs instead, for the defect `code`
 * @throws HarnessError if the package has no module for the handler
 */
export function defectivePackage(intact: Files, handler: string, defect: Defect, other?: Files): Files {
  const dot = handler.lastIndexOf('.');
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const was = entryOf(intact, module, handler);
  const is = was.replace(/\.([cm]?js)$/, '.intact.$1');
  const entry = `${module}.mjs`;
  const otherFiles = Object.entries(other ?? {}).map(([path, file]) => [`${OTHER}/${path}`, file] as const);
  const source = wrapperSource({
    ...defect,
    handler: name,
    intact: relativeTo(entry, is),
    ...(other !== undefined && { other: relativeTo(entry, `${OTHER}/${entryOf(other, module, handler)}`) }),
  });
  const mark: Mark = { entry, intact: [was, is] };
  const kept = Object.entries(intact).map(([path, file]) => [path === was ? is : path, file] as const);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(otherFiles),
    [entry]: bytes(source),
    [MARK]: bytes(JSON.stringify(mark)),
  };
}

/** The intact package inside a defective one, which a killed run left; any other package as it is. */
export function intactPackage(files: Files): Files {
  const marked = files[MARK];
  if (marked === undefined) return files;
  const { entry, intact } = JSON.parse(new TextDecoder().decode(marked)) as Mark;
  const [was, is] = intact;
  const own = Object.entries(files).filter(
    ([path]) => path !== MARK && path !== entry && !path.startsWith(`${OTHER}/`),
  );
  return Object.fromEntries(own.map(([path, file]) => [path === is ? was : path, file]));
}

function entryOf(files: Files, module: string, handler: string): string {
  const found = ['.js', '.mjs', '.cjs'].map((extension) => module + extension).find((path) => path in files);
  if (found !== undefined) return found;
  throw new HarnessError(
    `the package has no module for the handler ${handler}; only Node.js functions can be released`,
  );
}

/** A module's path as an import in another module. */
function relativeTo(from: string, path: string): string {
  const up = from.split('/').length - 1;
  return `${up === 0 ? './' : '../'.repeat(up)}${path}`;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
