/** Where a run was started: the commit, the host and the operator, for its journal. */
import { hostname } from 'node:os';
import type { Journal } from '@evenkeel/chaos/schemas';
import { x } from 'tinyexec';

type Origin = NonNullable<Journal['origin']>;

/** Real milliseconds to wait for Git, which is slow in a large work tree on a busy machine. */
const TIMEOUT_MS = 10_000;

export interface OriginPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder whose commit is recorded. */
  readonly folder: string;
}

/**
 * The commit of the folder, and who started the run on which host. `EVENKEEL_OPERATOR` replaces the operator; if it is
 * empty, neither operator nor host is recorded. In a GitHub job, the operator is the account that started the workflow.
 *
 * @param by who runs the command, as the stage's lock names it
 */
export async function originOf(by: string, { environment, folder }: OriginPorts): Promise<Origin> {
  const { EVENKEEL_OPERATOR: named, GITHUB_ACTOR: actor } = environment;
  const commit = await commitOf(folder);
  if (named === '') return commit;
  const account = actor === undefined || actor === '' ? by : `${actor} on GitHub`;
  return { ...commit, host: hostname(), operator: named ?? account };
}

/** Nothing if the folder is not in a Git work tree, has no commit, or Git is not installed. */
async function commitOf(folder: string): Promise<Pick<Origin, 'commit' | 'uncommittedChanges'>> {
  const commit = (await git(folder, 'rev-parse', 'HEAD'))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return {};
  const changes = await git(folder, 'status', '--porcelain', '--untracked-files=no');
  return { commit, ...(changes !== undefined && { uncommittedChanges: changes.trim() !== '' }) };
}

async function git(folder: string, ...parameters: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, exitCode } = await x('git', [...parameters], {
      timeout: TIMEOUT_MS,
      nodeOptions: { cwd: folder },
    });
    return exitCode === 0 ? stdout : undefined;
  } catch {
    return undefined;
  }
}
