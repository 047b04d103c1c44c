/** `npm run synth`: writes and validates the cloud assembly of a stage. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './app.ts';
import { bundleFunctions } from './bundle.ts';
import { stageNamed } from './stage.ts';

const { values } = parseArgs({
  options: { stage: { type: 'string', default: 'dev' }, out: { type: 'string', default: 'cdk.out' } },
});
const stage = stageNamed(values.stage);
const outdir = resolve(process.env['CDK_OUTDIR'] ?? values.out);
const bundles = await mkdtemp(join(tmpdir(), 'evenkeel-bundles-'));
try {
  await bundleFunctions(bundles);
  const assembly = buildApp({ stage, outdir, bundles, validate: true }).synth();
  for (const { stackName } of assembly.stacks) console.error(`${outdir}/${stackName}.template.json`);
} finally {
  await rm(bundles, { recursive: true, force: true });
}
