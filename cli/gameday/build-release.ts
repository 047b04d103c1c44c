/** The code of a release that a definition names: the function's bundle, built from changed sources. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { BuildRelease } from '@evenkeel/chaos/runner';
import { overridesOf } from '@evenkeel/chaos/sabotage';
import { bundleFunctions } from '../../infra/bundle.ts';
import { usageFailure } from '../failure.ts';
import { type App, readApp } from '../system/app.ts';
import type { FoundSystem } from '../system/definition.ts';
import { breakApp } from './broken-app.ts';
import { sourcesOf } from './broken-sources.ts';
import { functionAsset } from '../system/design/function-asset.ts';

/**
 * @param folder cloud assembly of the user's own app; undefined for the system that ships with evenkeel
 */
export function releaseBuilder(system: FoundSystem, folder: string | undefined, signal: AbortSignal): BuildRelease {
  return async (name, functionName) => {
    const release = system.definition.releases?.find((each) => each.name === name);
    if (release === undefined) throw usageFailure(`${system.file} defines no release ${name}`);
    const changed = { name, culprit: release.summary, expectedCheck: '', experiment: '', overrides: release.overrides };
    if (folder === undefined) {
      const bundles = await mkdtemp(join(tmpdir(), 'evenkeel-release-'));
      try {
        await bundleFunctions(bundles, overridesOf(changed).plugins);
        return await filesBelow(join(bundles, functionName));
      } finally {
        await rm(bundles, { recursive: true, force: true });
      }
    }
    const app: App = await readApp(folder);
    const broken = await breakApp(app, changed, sourcesOf(system), signal);
    try {
      return await filesBelow(await functionAsset(broken.app.assembly, `${app.prefix}${functionName}`));
    } finally {
      await broken.discard();
    }
  };
}

async function filesBelow(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(
    async (file) => [relative(folder, file).split(sep).join('/'), new Uint8Array(await readFile(file))] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
