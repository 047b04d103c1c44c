/**
 * `npm run synth`: writes and validates the cloud assembly of a stage or, with `--account`, of the account's own stack or,
 * with `--pipeline`, of the pipeline and the stages that it deploys.
 * `--first` leaves out the protection against deletion, so that a first deployment that fails can be repeated.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAccountApp, buildApp } from './app.ts';
import { bundleFunctions } from './bundle.ts';
import { buildPipelineApp } from './pipeline/app.ts';
import { type PipelineSettings, settings as pipelineSettings } from './pipeline/settings.ts';
import { soundSettings } from './pipeline/sound-settings.ts';
import { stepsOf } from './pipeline/steps.ts';
import { SettingsError } from './settings-error.ts';
import { type Stage, stageNamed } from './stage.ts';
import { synthOptions, type SynthOptions } from './synth-options.ts';

const values = await orEnd(() => synthOptions(process.argv.slice(2)));
if (values !== undefined) await orEnd(() => synth(values));

async function synth(options: SynthOptions): Promise<void> {
  const folder = options.account ? 'cdk.out/account' : options.pipeline ? 'cdk.out/pipeline' : 'cdk.out';
  const outdir = resolve(process.env['CDK_OUTDIR'] ?? options.out ?? folder);
  // Before the functions are bundled, which takes seconds.
  const what = await chosenAssembly(options);
  const { stacks } = await synthesized(what, outdir);
  // Stacks of two regions have the same names, and templates of their own.
  for (const { templateFullPath } of stacks) console.error(templateFullPath);
  if ('settings' in what) console.error(`steps: ${stepsOf(what.settings).join(', ')}`);
}

type Chosen = { readonly region: string } | { readonly settings: PipelineSettings } | { readonly stage: Stage };

async function chosenAssembly(options: SynthOptions): Promise<Chosen> {
  if (options.account) return { region: options.region };
  if (options.pipeline) return { settings: await soundSettings(pipelineSettings) };
  const stage = stageNamed(options.stage);
  return { stage: options.first ? { ...stage, protectStores: false } : stage };
}

async function synthesized(what: Chosen, outdir: string) {
  if ('region' in what) return buildAccountApp({ ...what, outdir, validate: true }).synth();
  const bundles = await mkdtemp(join(tmpdir(), 'evenkeel-bundles-'));
  try {
    await bundleFunctions(bundles);
    const options = { outdir, bundles, validate: true };
    return ('settings' in what ? buildPipelineApp({ ...what, ...options }) : buildApp({ ...what, ...options })).synth();
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}

/** A mistake in the settings or on the command line ends the program with exit 2, and needs no stack trace. */
async function orEnd<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`error ${error.message}`);
    process.exit(2);
  }
}
