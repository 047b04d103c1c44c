import { type App, Aws, CfnParameter, Duration, RemovalPolicy, Stack, type Stage as DeployedStage } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  CodeBuildStep,
  CodePipeline,
  CodePipelineSource,
  type IFileSetProducer,
  ManualApprovalStep,
} from 'aws-cdk-lib/pipelines';
import { gameDay } from '../permissions/game-day.ts';
import type { PipelineSettings } from '../pipeline/settings.ts';
import { commands } from '../pipeline/steps.ts';
import { prefixOf, stageNamed } from '../stage.ts';

export interface DeliveredStages {
  readonly rehearsal: DeployedStage;
  readonly production: DeployedStage;
}

/**
 * The version of the CDK's command line that brings the pipeline up to date: the one that this repository pins.
 *
 * @internal
 */
export const CDK_CLI = '2.1148.1';

const IMAGE = codebuild.LinuxBuildImage.AMAZON_LINUX_2023_5;

/** What `evenkeel doctor` asks for, in the versions of CodeBuild's image. */
const RUNTIMES = codebuild.BuildSpec.fromObject({
  version: '0.2',
  phases: { install: { 'runtime-versions': { nodejs: '24', java: 'corretto17', python: '3.13', golang: '1.26' } } },
});

/** The way of every release: build and tests, the stage that a game day breaks, a person, and the stage of the users. */
export class PipelineStack extends Stack {
  readonly #settings: PipelineSettings;
  readonly #pipeline: CodePipeline;
  readonly #source: IFileSetProducer;
  readonly #reports: s3.Bucket;

  constructor(app: App, settings: PipelineSettings) {
    super(app, 'evenkeel-pipeline', {
      env: { region: settings.region },
      description: 'Delivers evenkeel to its stages, with a game day as the gate',
    });
    this.#settings = settings;
    const connection = new CfnParameter(this, 'Connection', {
      description: 'ARN of the connection that reads the repository; a person completes it once, in the console',
      allowedPattern:
        'arn:aws[a-z-]*:(codestar-connections|codeconnections):[a-z0-9-]+:[0-9]{12}:connection/[a-f0-9-]+',
    });
    this.#source = CodePipelineSource.connection(settings.repository, settings.branch, {
      connectionArn: connection.valueAsString,
      actionName: 'source',
      // A clone, so that runs record their commit.
      codeBuildCloneOutput: true,
    }) as IFileSetProducer;
    this.#reports = this.#bucket('Reports', {
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { expiration: Duration.days(settings.reportDays), noncurrentVersionExpiration: Duration.days(1) },
      ],
    });
    this.#pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: 'evenkeel',
      pipelineType: codepipeline.PipelineType.V2,
      // A release never overtakes another, so that each game day has its stage to itself.
      executionMode: codepipeline.ExecutionMode.QUEUED,
      artifactBucket: this.#bucket('Artifacts', {
        removalPolicy: RemovalPolicy.DESTROY,
        lifecycleRules: [{ expiration: Duration.days(30) }],
      }) as s3.IBucket,
      synth: this.#build() as IFileSetProducer,
      cliVersion: CDK_CLI,
      publishAssetsInParallel: false,
      codeBuildDefaults: { buildEnvironment: { buildImage: IMAGE } },
    });
  }

  /** Adds the steps after the build. The stages are made after this stack, of which they are a part. */
  deliver({ rehearsal, production }: DeliveredStages): void {
    const gate = this.#gameDay();
    const verdict = gate.exportedVariable('VERDICT');
    // In the stage that it breaks: CodePipeline lets one execution into a stage, so no deployment disturbs the game day.
    this.#pipeline.addStage(rehearsal, { post: [gate] });
    if (this.#settings.undecided === 'ask') {
      const question = this.#approval(
        'undecided',
        `The game day decided nothing: ${verdict}. Go on without its proof?`,
      );
      this.#pipeline.addWave('undecided', { post: [question] });
    }
    this.#pipeline.addWave('approval', { post: [this.#approval('approval', `Game day: ${verdict}`)] });
    this.#pipeline.addStage(production);
    this.#pipeline.buildPipeline();
    if (this.#settings.undecided === 'ask') this.#enterUnlessPassed('undecided', verdict);
  }

  #build(): CodeBuildStep {
    return new CodeBuildStep('build', {
      input: this.#source,
      installCommands: [...commands.install],
      commands: [...commands.build],
      primaryOutputDirectory: 'cdk.out/pipeline',
      partialBuildSpec: RUNTIMES,
      buildEnvironment: { computeType: codebuild.ComputeType.LARGE },
      timeout: Duration.hours(1),
    });
  }

  #gameDay(): CodeBuildStep {
    const { rehearsal, experiments, undecided } = this.#settings;
    const evidence = `gamedays/${rehearsal}/#{codepipeline.PipelineExecutionId}`;
    return new CodeBuildStep('game-day', {
      input: this.#source,
      installCommands: [...commands.install],
      commands: [...commands.gameDay],
      env: {
        STAGE: rehearsal,
        EXPERIMENTS: experiments.join(' '),
        UNDECIDED: undecided,
        REPORTS: `${this.#reports.s3UrlForObject()}/${evidence}`,
      },
      rolePolicyStatements: [
        ...this.#toBreak(rehearsal),
        new iam.PolicyStatement({
          sid: 'KeepEvidence',
          actions: ['s3:PutObject'],
          resources: [this.#reports.arnForObjects(`gamedays/${rehearsal}/*`)],
        }),
      ],
      partialBuildSpec: RUNTIMES,
      buildEnvironment: { computeType: codebuild.ComputeType.MEDIUM },
      timeout: Duration.hours(2),
    });
  }

  /** The policies of docs/aws.md. A statement's id is unique within its policy only. */
  #toBreak(name: string): iam.PolicyStatement[] {
    const stage = stageNamed(name);
    const place = { account: Aws.ACCOUNT_ID, region: stage.region, prefix: prefixOf(stage) };
    return gameDay.flatMap((policy) =>
      policy.statements(place).map(
        ({ sid, actions, resources, passedTo }) =>
          new iam.PolicyStatement({
            sid: `${sid}For${policy.name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
            actions: [...actions],
            resources: [...resources],
            ...(passedTo !== undefined && { conditions: { StringEquals: { 'iam:PassedToService': passedTo } } }),
          }),
      ),
    );
  }

  #approval(name: string, comment: string): ManualApprovalStep {
    const prefix = `gamedays/${this.#settings.rehearsal}/#{codepipeline.PipelineExecutionId}/`;
    return new ManualApprovalStep(name, {
      comment,
      reviewUrl: `https://${this.region}.console.aws.amazon.com/s3/buckets/${this.#reports.bucketName}?prefix=${prefix}`,
    });
  }

  /** CDK Pipelines has no conditions. Whatever is not exactly PASS leads into the stage, and so to a person. */
  #enterUnlessPassed(stageName: string, verdict: string): void {
    const { pipeline } = this.#pipeline;
    const index = pipeline.stages.findIndex((stage) => stage.stageName === stageName);
    const resource = pipeline.node.defaultChild as codepipeline.CfnPipeline;
    resource.addPropertyOverride(`Stages.${String(index)}.BeforeEntry`, {
      Conditions: [
        {
          Result: codepipeline.Result.SKIP,
          Rules: [
            {
              Name: 'not-passed',
              RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
              Configuration: { Variable: verdict, Operator: 'NE', Value: 'PASS' },
            },
          ],
        },
      ],
    });
  }

  #bucket(id: string, props: s3.BucketProps): s3.Bucket {
    return new s3.Bucket(this, id, {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      ...props,
    });
  }
}
