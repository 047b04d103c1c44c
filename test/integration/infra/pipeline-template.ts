import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { buildPipelineApp } from '../../../infra/pipeline/app.ts';
import { type PipelineSettings, settings } from '../../../infra/pipeline/settings.ts';
import { writeEmptyFunctions } from './stage-templates.ts';

const Action = z.object({
  Name: z.string(),
  RunOrder: z.number(),
  ActionTypeId: z.object({ Provider: z.string() }),
  Configuration: z.record(z.string(), z.unknown()),
});
const CodePipelineStage = z.object({
  Name: z.string(),
  BeforeEntry: z.unknown().optional(),
  Actions: z.array(Action),
});
const Resources = z.record(
  z.string(),
  z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
);
const Document = z.object({ Resources, Parameters: z.record(z.string(), z.unknown()) });

const Statement = z.object({ Action: z.unknown(), Resource: z.unknown(), Condition: z.unknown().optional() });
const Policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
});

export type PipelineTemplate = Awaited<ReturnType<typeof pipelineTemplate>>;

/** Synthesizes the pipeline with empty functions. */
export async function pipelineTemplate(
  changed: Partial<PipelineSettings> = {},
  prepare: (app: App) => void = () => undefined,
) {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-pipeline-'));
  const outdir = join(directory, 'assembly');
  await writeEmptyFunctions(join(directory, 'bundles'));
  const app = buildPipelineApp({
    settings: { ...settings, ...changed },
    outdir,
    bundles: join(directory, 'bundles'),
    validate: false,
  });
  prepare(app);
  app.synth();
  const file = join(outdir, 'evenkeel-pipeline.template.json');
  const text = await readFile(file, 'utf8');
  const document = Document.parse(JSON.parse(text));
  const resources = Object.entries(document.Resources).map(([id, { Type, Properties }]) => ({
    id,
    type: Type,
    properties: Properties,
  }));
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const [pipeline] = ofType('AWS::CodePipeline::Pipeline');
  return {
    directory: outdir,
    file,
    text,
    parameters: document.Parameters,
    resources: ofType,
    pipeline: pipeline?.properties ?? {},
    stages: z.array(CodePipelineStage).parse(pipeline?.properties['Stages']),
    /** What a role is allowed, whose logical id contains the text. */
    allowed: (role: string) =>
      [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')]
        .map(({ properties }) => Policy.parse(properties))
        .filter(({ Roles }) => Roles.some(({ Ref }) => Ref.includes(role)))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
