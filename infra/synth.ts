/**
 * `npm run synth`: writes and validates the cloud assembly of a stage or, with `--account`, of the account's own stack or,
 * with `--pipeline`, of the pipeline and the stages that it deploys.
 * `--first` leaves out the protection against deletion, so that a first deployment that fails can be repeated.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAccountApp, buildApp } from './app.ts';
import { bundleFunctions } from './bundle.ts';
import { buildPipelineApp } from './pipeline/app.ts';
import { settings } from './pipeline/settings.ts';
import { stepsOf } from './pipeline/steps.ts';
import { stageNamed } from './stage.ts';

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'dev' },
    first: { type: 'boolean', default: false },
    account: { type: 'boolean', default: false },
    pipeline: { type: 'boolean', default: false },
    region: { type: 'string', default: 'us-east-1' },
    out: { type: 'string' },
  },
});
const folder = values.account ? 'cdk.out/account' : values.pipeline ? 'cdk.out/pipeline' : 'cdk.out';
const outdir = resolve(process.env['CDK_OUTDIR'] ?? values.out ?? folder);
const { stacks } = await synthesized();
for (const { stackName } of stacks) console.error(`${outdir}/${stackName}.template.json`);
if (values.pipeline) console.error(`steps: ${stepsOf(settings).join(', ')}`);

async function synthesized() {
  if (values.account) return buildAccountApp({ region: values.region, outdir, validate: true }).synth();
  const bundles = await mkdtemp(join(tmpdir(), 'evenkeel-bundles-'));
  try {
    await bundleFunctions(bundles);
    if (values.pipeline) return buildPipelineApp({ settings, outdir, bundles, validate: true }).synth();
    return buildApp({ stage: chosenStage(), outdir, bundles, validate: true }).synth();
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}

function chosenStage() {
  const stage = stageNamed(values.stage);
  return values.first ? { ...stage, protectStores: false } : stage;
}
