/** The sources of a user's app with the overrides of a sabotage, and the cloud assembly that they synthesize to. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { x } from 'tinyexec';
import type { SystemDefinition } from '@evenkeel/chaos';
import { linesWith, overrideText, type Sabotage, type SourceOverride } from '@evenkeel/chaos/sabotage';
import { identifyProcess } from '@evenkeel/local/children';
import { usageFailure } from '../failure.ts';
import { projectOf, synthCommand } from '../system/synth-command.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', ''];
const COPY = '.evenkeel-sabotaged-';
const NOT_COPIED = ['.git', 'reports'];

/** Where a system's sources are, and how they become its cloud assembly. */
export interface Sources {
  /** The folder of the definition, which `module` of overrides is relative to. */
  readonly folder: string;
  /** The command that writes the cloud assembly; by default the project's script `synth`, or `npx cdk synth --quiet`. */
  readonly synth: string | undefined;
}

export const sourcesOf = ({
  file,
  definition,
}: {
  readonly file: string;
  readonly definition: Pick<SystemDefinition, 'synth'>;
}): Sources => ({
  folder: dirname(file),
  synth: definition.synth,
});

/** Why an override or a change of a sabotage does not fit the app. */
export interface Misfit {
  /** Its place in the sabotage, such as `overrides[1].find`. */
  readonly path: string;
  readonly message: string;
}

/**
 * The source files that a sabotage changes, by path, with their new contents.
 *
 * @throws CommandFailure exit 2 if a file does not exist, or does not contain exactly once what is replaced
 */
export async function overriddenSources(
  folder: string,
  { name, overrides = [] }: Pick<Sabotage, 'name' | 'overrides'>,
): Promise<ReadonlyMap<string, string>> {
  const { changed, misfits } = await applyOverrides(folder, name, overrides);
  if (misfits.length > 0) throw usageFailure(misfits.map(({ message }) => message).join('\n'));
  return changed;
}

/**
 * The source files with the overrides that fit, and what is wrong with the others.
 *
 * @param overrides undefined in the place of one that cannot be read
 */
export async function applyOverrides(
  folder: string,
  sabotage: string,
  overrides: readonly (SourceOverride | undefined)[],
): Promise<{ readonly changed: ReadonlyMap<string, string>; readonly misfits: readonly Misfit[] }> {
  const changed = new Map<string, string>();
  const misfits: Misfit[] = [];
  for (const [at, override] of overrides.entries()) {
    if (override === undefined) continue;
    const file = await fileOf(folder, override);
    if (file === undefined) {
      const message = `sabotage ${sabotage} changes the module ${override.module}, and there is no such file: \`module\` is a path relative to ${folder}, such as src/pay for src/pay.ts`;
      misfits.push({ path: `overrides[${at}].module`, message });
      continue;
    }
    const source = changed.get(file) ?? (await readFile(file, 'utf8'));
    const lines = linesWith(source, override);
    if (lines.length === 1) {
      changed.set(file, overrideText(source, override));
      continue;
    }
    const found =
      lines.length === 0
        ? 'it does not contain it'
        : `it contains it ${lines.length} times, in lines ${lines.join(' and ')}`;
    const message = `sabotage ${sabotage}: ${file} must contain the text of \`find\` exactly once, and ${found}: ${override.find.trim()}`;
    misfits.push({ path: `overrides[${at}].find`, message });
  }
  return { changed, misfits };
}

async function fileOf(folder: string, { module }: SourceOverride): Promise<string | undefined> {
  for (const extension of EXTENSIONS) {
    const file = resolve(folder, `${module}${extension}`);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return file;
  }
  return undefined;
}

/**
 * Synthesizes a copy of the project with the overrides. The copy is a folder of the project, so that packages are found
 * as they are from the project, and is deleted at the end.
 *
 * @param assembly the app's cloud assembly; the copy writes its own to the same place
 * @param target folder that receives the new assembly
 * @throws CommandFailure exit 2 if the overrides do not fit, or the copy cannot be synthesized
 */
export async function synthesizeBroken(
  { folder, synth }: Sources,
  sabotage: Pick<Sabotage, 'name' | 'overrides'>,
  { assembly, target, signal }: { readonly assembly: string; readonly target: string; readonly signal: AbortSignal },
): Promise<void> {
  const changed = await overriddenSources(folder, sabotage);
  const project = projectOf(folder);
  const output = relative(project, assembly);
  const outside = [assembly, ...changed.keys()].find((path) => !path.startsWith(`${project}${sep}`));
  if (outside !== undefined) {
    throw usageFailure(
      `sabotage ${sabotage.name} replaces source code, for which a copy of ${project} is synthesized, and ${outside} is not in that folder`,
    );
  }
  await removeAbandoned(project);
  const copy = await mkdtemp(join(project, `${COPY}${process.pid}-`));
  try {
    await copyProject(project, copy, assembly);
    for (const [file, text] of changed) await writeFile(join(copy, relative(project, file)), text);
    const command = synth ?? (await synthCommand(project));
    const { exitCode, stdout, stderr } = await x(command, [], {
      signal,
      nodeOptions: { cwd: copy, shell: true },
    });
    signal.throwIfAborted();
    if (exitCode !== 0 || !existsSync(join(copy, output, 'manifest.json'))) {
      const problem = exitCode === 0 ? `wrote no cloud assembly to ${output}` : `ended with exit code ${exitCode}`;
      throw usageFailure(
        `sabotage ${sabotage.name}: \`${command}\`, run in a copy of ${project} with the sabotage, ${problem}; the field \`synth\` of the definition sets another command\n${(stderr + stdout).trim()}`,
      );
    }
    await cp(join(copy, output), target, { recursive: true, dereference: true });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Deletes the copies of commands that were killed before they could delete them. */
async function removeAbandoned(project: string): Promise<void> {
  const copies = (await readdir(project)).filter((entry) => entry.startsWith(COPY));
  for (const copy of copies) {
    const owner = Number.parseInt(copy.slice(COPY.length), 10);
    if ((await identifyProcess(owner)) === undefined) await rm(join(project, copy), { recursive: true, force: true });
  }
}

/** Copies what the app is made of. Installed packages are linked to. */
async function copyProject(project: string, copy: string, assembly: string): Promise<void> {
  const packages: string[] = [];
  const isCopied = (source: string): boolean => {
    if (basename(source) !== 'node_modules') return source !== assembly && !basename(source).startsWith('.evenkeel-');
    packages.push(source);
    return false;
  };
  for (const entry of await readdir(project)) {
    if (NOT_COPIED.includes(entry)) continue;
    await cp(join(project, entry), join(copy, entry), { recursive: true, filter: isCopied });
  }
  for (const folder of packages) await symlink(folder, join(copy, relative(project, folder)));
}
