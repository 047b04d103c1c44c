import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { gameDay } from '../../../infra/permissions/game-day.ts';
import { settings } from '../../../infra/pipeline/settings.ts';
import { commands, stepsOf } from '../../../infra/pipeline/steps.ts';
import { CDK_CLI } from '../../../infra/stacks/pipeline.ts';
import { type PipelineTemplate, pipelineTemplate } from './pipeline-template.ts';
import { stageTemplates } from './stage-templates.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What CDK Pipelines adds: it brings itself and the stages' files up to date. */
const OWN_OF_CDK = ['UpdatePipeline', 'Assets'];

/** The steps of the pipeline in the order in which it takes them; all actions that deploy a stage are one step. */
function stepsIn({ stages }: PipelineTemplate): string[] {
  const steps = stages
    .filter(({ Name }) => !OWN_OF_CDK.includes(Name))
    .flatMap(({ Name, Actions }) =>
      [...Actions]
        .sort((left, right) => left.RunOrder - right.RunOrder)
        .map((action) => (action.ActionTypeId.Provider === 'CloudFormation' ? Name : action.Name)),
    );
  return steps.filter((step, index) => step !== steps[index - 1]);
}

const BuildSpec = z.object({
  env: z.unknown().optional(),
  phases: z.object({
    install: z.object({ commands: z.array(z.string()) }),
    build: z.object({ commands: z.array(z.string()) }),
  }),
});

function projectOf({ resources }: PipelineTemplate, step: string) {
  const found = resources('AWS::CodeBuild::Project').find(({ properties }) =>
    String(properties['Description']).endsWith(`/${step}`),
  );
  const { BuildSpec: text } = z.object({ BuildSpec: z.string() }).parse(found?.properties['Source']);
  const environment = z
    .object({ EnvironmentVariables: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]) })
    .parse(found?.properties['Environment']);
  return {
    spec: BuildSpec.parse(JSON.parse(text)),
    variables: Object.fromEntries(environment.EnvironmentVariables.map(({ Name, Value }) => [Name, Value])),
  };
}

describe.each(['stop', 'ask'] as const)('the pipeline, if an undecided game day lets it %s', (undecided) => {
  let made: PipelineTemplate;
  beforeAll(async () => {
    made = await pipelineTemplate({ undecided });
  }, 120_000);
  afterAll(() => made.remove());

  const actionsOf = (stage: string) => made.stages.find(({ Name }) => Name === stage)?.Actions ?? [];

  it('takes exactly the steps of the plan, in their order', () => {
    expect(stepsIn(made)).toEqual(stepsOf({ ...settings, undecided }));
  });

  it('runs the scripts that the tests run, and nothing else', () => {
    expect(projectOf(made, 'build').spec.phases).toMatchObject({
      install: { commands: commands.install },
      build: { commands: commands.build },
    });
    expect(projectOf(made, 'game-day').spec.phases).toMatchObject({
      install: { commands: commands.install },
      build: { commands: commands.gameDay },
    });
  });

  it('passes to the game day what to break, what decides, and where the evidence is kept', () => {
    expect(projectOf(made, 'game-day').variables).toEqual({
      STAGE: 'dev',
      EXPERIMENTS: settings.experiments.join(' '),
      UNDECIDED: undecided,
    });
    const action = actionsOf('dev').find(({ Name }) => Name === 'game-day');
    expect(JSON.stringify(action?.Configuration)).toMatch(
      /REPORTS.*s3:\/\/",\{"Ref":"Reports\w+"\},"\/gamedays\/dev\/#\{codepipeline.PipelineExecutionId\}/,
    );
  });

  it('breaks the stage inside its own stage of the pipeline, which the next release cannot enter meanwhile', () => {
    expect(actionsOf('dev').at(-1)?.Name).toBe('game-day');
    expect(made.pipeline).toMatchObject({ ExecutionMode: 'QUEUED', PipelineType: 'V2' });
  });

  it.each(['dev', 'prod'])('deploys the stacks of %s one after the other, as each uses those before it', (stage) => {
    const deployed = [...actionsOf(stage)]
      .sort((left, right) => left.RunOrder - right.RunOrder)
      .map(({ Name }) => Name)
      .filter((name) => name.endsWith('.Deploy'));
    expect(deployed).toEqual(
      ['data', 'services', 'api', 'operations'].map((part) => `evenkeel-${stage}-${part}.Deploy`),
    );
  });

  it('shows the verdict and the place of its evidence to the person who approves', () => {
    const [approval] = actionsOf('approval');
    expect(approval?.ActionTypeId.Provider).toBe('Manual');
    expect(approval?.Configuration['CustomData']).toContain('#{dev@game-day.VERDICT}');
    expect(JSON.stringify(approval?.Configuration['ExternalEntityLink'])).toContain('gamedays/dev/');
  });

  it('asks a person about every verdict that is not PASS, if it asks at all', () => {
    const conditions = made.stages.filter(({ BeforeEntry }) => BeforeEntry !== undefined);
    const entry = {
      Conditions: [
        {
          Result: 'SKIP',
          Rules: [
            expect.objectContaining({
              Configuration: { Variable: '#{dev@game-day.VERDICT}', Operator: 'NE', Value: 'PASS' },
            }),
          ],
        },
      ],
    };
    const expected = { stop: [], ask: [['undecided', entry]] }[undecided];
    expect(conditions.map(({ Name, BeforeEntry }) => [Name, BeforeEntry])).toEqual(expected);
    expect(projectOf(made, 'game-day').spec.env).toEqual({ 'exported-variables': ['VERDICT'] });
  });
});

/** CDK tags the parts of a network with their paths in the app. */
const withoutPath = (template: string): string =>
  template.replaceAll(/"Value": "evenkeel-pipeline\/\w+\/(evenkeel-\w+-data\/Network\/)/g, '"Value": "$1');

describe('the pipeline', () => {
  let made: PipelineTemplate;
  beforeAll(async () => {
    made = await pipelineTemplate();
  }, 120_000);
  afterAll(() => made.remove());

  it.each(['dev', 'prod'])(
    'deploys what `npm run synth -- --stage %s` writes, but for the names that the console shows of a network',
    async (stage) => {
      const alone = await stageTemplates(stage);
      const folder = join(made.directory, `assembly-evenkeel-pipeline-${stage}`);
      const files = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
      const read = async (names: readonly string[]) =>
        (await Promise.all(names.map((name) => readFile(name, 'utf8')))).map(withoutPath).sort();
      expect(await read(files.map((name) => join(folder, name)))).toEqual(await read(alone.files));
      await alone.remove();
    },
    120_000,
  );

  it('shifts the traffic of prod as a canary', async () => {
    const folder = join(made.directory, 'assembly-evenkeel-pipeline-prod');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.template.json'));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const configs = texts.flatMap((text) => text.match(/CodeDeployDefault\.Lambda\w+/g) ?? []);
    expect(new Set(configs)).toEqual(new Set(['CodeDeployDefault.LambdaCanary10Percent5Minutes']));
  });

  it('allows its game day what docs/aws.md shows for it, its evidence, its logs and its source, and no more', () => {
    const place = { account: 'ACCOUNT', region: 'us-east-1', prefix: 'evenkeel-dev-' };
    const documented = gameDay.flatMap(({ statements }) => statements(place).flatMap(({ actions }) => actions));
    const allowed = made
      .allowed('devgameday')
      .flatMap(({ Action }) => z.string().or(z.array(z.string())).parse(Action));
    const others = new Set(allowed.flat().filter((action) => !documented.includes(action)));
    expect(documented.filter((action) => !allowed.flat().includes(action))).toEqual([]);
    expect([...others].sort()).toEqual([
      'codebuild:BatchPutCodeCoverages',
      'codebuild:BatchPutTestCases',
      'codebuild:CreateReport',
      'codebuild:CreateReportGroup',
      'codebuild:UpdateReport',
      'codestar-connections:UseConnection',
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetBucket*',
      's3:GetObject*',
      's3:List*',
      's3:PutObject',
    ]);
  });

  it('lets its game day touch nothing of another stage', () => {
    const text = JSON.stringify(made.allowed('devgameday'));
    expect(text).toContain('evenkeel-dev-');
    expect(text).not.toContain('evenkeel-prod-');
    expect(text).not.toContain('sts:AssumeRole');
  });

  it('passes roles to the scheduler only', () => {
    const passing = made.allowed('devgameday').filter(({ Action }) => Action === 'iam:PassRole');
    expect(passing).toHaveLength(2);
    for (const { Condition } of passing) {
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    }
  });

  it('keeps the evidence when the stack is deleted, and takes it from nobody but over TLS', () => {
    const [reports] = made.resources('AWS::S3::Bucket').filter(({ id }) => id.startsWith('Reports'));
    expect(reports?.properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    expect(made.text).toMatch(/"DeletionPolicy": "Retain"/);
    expect(made.resources('AWS::S3::BucketPolicy')).toHaveLength(2);
  });

  it("brings itself up to date with the CDK's command line that the repository pins", async () => {
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: object };
    expect(manifest.devDependencies).toMatchObject({ 'aws-cdk': CDK_CLI });
    expect(made.text).toContain(`npm install -g aws-cdk@${CDK_CLI}`);
  });

  it('asks for its connection, the only thing that it cannot know', () => {
    expect(Object.keys(made.parameters).filter((name) => name !== 'BootstrapVersion')).toEqual(['Connection']);
  });
});

const Shipped = z.looseObject({
  minSpeed: z.number().default(1),
  drill: z.boolean().default(false),
  faults: z.array(z.looseObject({ fault: z.string() })).default([]),
});

it.each(settings.experiments)('%s can run on AWS, with no other policy than those of the game day', async (name) => {
  const experiment = Shipped.parse(
    parse(await readFile(join(ROOT, 'systems/commerce/experiments', `${name}.yaml`), 'utf8')),
  );
  expect(experiment).toMatchObject({ minSpeed: 1, drill: false });
  expect(experiment.faults.map(({ fault }) => fault)).not.toContain('release');
});
