/**
 * `npm run synth`: writes and validates the cloud assembly of a stage or, with `--account`, of the account's own stack.
 * `--first` leaves out the protection against deletion, so that a first deployment that fails can be repeated.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAccountApp, buildApp } from './app.ts';
import { bundleFunctions } from './bundle.ts';
import { stageNamed } from './stage.ts';

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'dev' },
    first: { type: 'boolean', default: false },
    account: { type: 'boolean', default: false },
    region: { type: 'string', default: 'us-east-1' },
    out: { type: 'string' },
  },
});
const outdir = resolve(process.env['CDK_OUTDIR'] ?? values.out ?? (values.account ? 'cdk.out/account' : 'cdk.out'));
const { stacks } = values.account
  ? buildAccountApp({ region: values.region, outdir, validate: true }).synth()
  : await synthesizeStage(values.stage, values.first);
for (const { stackName } of stacks) console.error(`${outdir}/${stackName}.template.json`);

async function synthesizeStage(name: string, first: boolean) {
  const named = stageNamed(name);
  const stage = first ? { ...named, protectStores: false } : named;
  const bundles = await mkdtemp(join(tmpdir(), 'evenkeel-bundles-'));
  try {
    await bundleFunctions(bundles);
    return buildApp({ stage, outdir, bundles, validate: true }).synth();
  } finally {
    await rm(bundles, { recursive: true, force: true });
  }
}
