import { mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { sourcesHash } from './sources.ts';
import type { Stage } from './stage.ts';
import { mutateTemplates, type MutateTemplate } from './templates.ts';

export interface SynthesizeOptions {
  /** Name of a stage in `infra/stage.ts`. */
  readonly stage: string;
  /** Replaces the stage's own `tracing`. */
  readonly tracing?: Stage['tracing'] | undefined;
  /** Folder of cached assemblies, each named after the hash of its sources and options. */
  readonly cacheDirectory: string;
  /** Name of the variant that the two overrides below produce; distinguishes its assembly in the cache. */
  readonly variant?: string;
  /** esbuild plugins that replace modules in the bundles. */
  readonly plugins?: readonly Plugin[];
  /** Changes each template after synthesis. */
  readonly mutateTemplate?: MutateTemplate;
}

/**
 * Returns the folder of a stage's cloud assembly. Synthesizes it, and loads CDK and esbuild, only if a source, an option
 * or a package has changed. Needs no network and no account.
 */
export async function synthesize(options: SynthesizeOptions): Promise<{ assembly: string; cached: boolean }> {
  const assembly = join(options.cacheDirectory, await keyOf(options));
  if (existsSync(assembly)) return { assembly, cached: true };

  const scratch = `${assembly}.${process.pid}`;
  const made = join(scratch, 'assembly');
  await mkdir(made, { recursive: true });
  try {
    await writeAssembly(options, made, join(scratch, 'bundles'));
    await rename(made, assembly).catch((error: unknown) => {
      if (!existsSync(assembly)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { assembly, cached: false };
}

async function writeAssembly(options: SynthesizeOptions, outdir: string, bundles: string): Promise<void> {
  const { stageNamed } = await import('./stage.ts');
  const { bundleFunctions } = await import('./bundle.ts');
  const { buildApp } = await import('./app.ts');
  const named = stageNamed(options.stage);
  const stage = options.tracing === undefined ? named : { ...named, tracing: options.tracing };
  await bundleFunctions(bundles, options.plugins);
  buildApp({ stage, outdir, bundles, validate: false }).synth();
  if (options.mutateTemplate !== undefined) await mutateTemplates(outdir, options.mutateTemplate);
}

async function keyOf({ stage, tracing, variant, plugins, mutateTemplate }: SynthesizeOptions): Promise<string> {
  const override = [
    ...(tracing === undefined ? [] : [`tracing ${tracing}`]),
    variant,
    ...(plugins ?? []).map((plugin) => [plugin.name, String(plugin.setup)]),
    String(mutateTemplate),
  ];
  return `${stage}-${await sourcesHash(JSON.stringify(override))}`;
}
