/** Finds the version of Node.js that a Lambda runtime stands for: this process's own, or one that npm fetches. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, type Npm, type PinnedPackage } from '../../npm/fetch-package.ts';
import { isPrivate } from '../../npm/private.ts';
import { binaries } from './binaries.ts';

export interface NodeProgram {
  /** Path of the program. */
  readonly path: string;
  /** Its version, such as `24.22.3`. */
  readonly version: string;
}

export interface NodeOptions {
  /** Folder where fetched programs are kept. */
  readonly cache: string;
  /** Receives a message before something is fetched, and a warning if functions run on another version. */
  readonly notice: (message: string) => void;
  readonly npm?: Npm;
  /** The Node.js that runs this process. */
  readonly own?: NodeProgram;
  readonly platform?: string;
}

/** This process's Node.js. */
const OWN: NodeProgram = { path: process.execPath, version: process.versions.node };

/** This process's platform, as in `binaries`. */
const PLATFORM = `${process.platform}-${process.arch}`;

/** `nodejs24.x` -> `24`. */
const majorOf = (runtime: string): string => /^nodejs(\d+)\./.exec(runtime)?.[1] ?? '';

/**
 * The Node.js for the functions of a runtime. Where none of its version can be had, it is this process's own, with a notice:
 * what the versions differ in then does not show.
 */
export async function nodeFor(runtime: string, options: NodeOptions): Promise<NodeProgram> {
  const { own = OWN, notice } = options;
  const found = installedNode(runtime, options);
  const pinned = pinnedFor(runtime, options);
  try {
    if (found === undefined && pinned !== undefined) return await fetched(pinned, options);
    if (found === undefined) throw new Error('no npm package has it for this platform');
    if (found !== own && !(await isPrivate(found.path))) throw new Error(`other users can write to ${found.path}`);
    return found;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notice(
      `functions declare ${runtime} and run on Node.js ${own.version}, so differences between the two stay hidden: ${reason}. Running evenkeel on Node.js ${majorOf(runtime)} avoids this`,
    );
    return own;
  }
}

/** The Node.js for a runtime that is here already, or undefined if it has to be fetched or cannot be had. */
export function installedNode(
  runtime: string,
  options: Pick<NodeOptions, 'cache' | 'own' | 'platform'>,
): NodeProgram | undefined {
  const { own = OWN, cache } = options;
  if (own.version.startsWith(`${majorOf(runtime)}.`)) return own;
  const pinned = pinnedFor(runtime, options);
  if (pinned === undefined) return undefined;
  const path = pathOf(pinned, cache);
  return existsSync(path) ? { path, version: pinned.version } : undefined;
}

const pinnedFor = (
  runtime: string,
  { platform = PLATFORM }: Pick<NodeOptions, 'platform'>,
): PinnedPackage | undefined => binaries[`${majorOf(runtime)}/${platform}`];

const folderOf = ({ name, version }: PinnedPackage, cache: string): string => join(cache, 'node', `${name}-${version}`);

const pathOf = (pinned: PinnedPackage, cache: string): string => join(folderOf(pinned, cache), 'node');

async function fetched(pinned: PinnedPackage, { cache, notice, npm }: NodeOptions): Promise<NodeProgram> {
  notice(`fetching Node.js ${pinned.version} for functions with npm (${pinned.name}, first boot only)`);
  await fetchPackage(pinned, 'bin', folderOf(pinned, cache), npm);
  return { path: pathOf(pinned, cache), version: pinned.version };
}
