/** All findings of cdk-nag's AwsSolutions on the pipeline that we accept, each with a reason. */
import { type Stack, Validations } from 'aws-cdk-lib';
import { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { gameDay } from '../permissions/game-day.ts';
import { prefixOf, stageNamed } from '../stage.ts';
import type { PipelineSettings } from './settings.ts';

interface Finding {
  readonly rule: string;
  readonly at: (node: IConstruct) => boolean;
  readonly reason: string;
}

const isRole = (node: IConstruct): boolean => node instanceof Role;
const isGate = (node: IConstruct): boolean => isRole(node) && node.node.path.endsWith('/game-day/Role');
const isSelfMutation = (node: IConstruct): boolean => isRole(node) && node.node.path.endsWith('/SelfMutation/Role');
const isPublisher = (node: IConstruct): boolean => isRole(node) && node.node.path.endsWith('/Assets/FileRole');

const resource = (wanted: string): string => `IAM5[Resource::${wanted}]`;
const inAccount = (service: string, region: string, rest: string): string =>
  resource(`arn:<AWS::Partition>:${service}:${region}:<AWS::AccountId>:${rest}`);

/** What CDK Pipelines grants to the steps that it makes. */
function generated(stack: Stack): readonly Finding[] {
  const { region } = stack;
  const idOf = (node: IConstruct | undefined): string => (CfnBucket.isCfnBucket(node) ? stack.getLogicalId(node) : '');
  const artifacts = idOf(stack.node.findChild('Artifacts').node.defaultChild);
  const projects = stack.node.findAll().filter((node) => node instanceof CfnProject);
  return [
    ...['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:DeleteObject*', 's3:Abort*'].map((action) => ({
      rule: `IAM5[Action::${action}]`,
      at: isRole,
      reason:
        'CDK grants the reading and writing of artifacts by families of actions, on the bucket of the artifacts only.',
    })),
    {
      rule: resource(`<${artifacts}.Arn>/*`),
      at: isRole,
      reason: 'CodePipeline chooses the names of artifacts.',
    },
    ...projects.flatMap((project) =>
      [
        inAccount('logs', region, `log-group:/aws/codebuild/<${stack.getLogicalId(project)}>:*`),
        inAccount('codebuild', region, `report-group/<${stack.getLogicalId(project)}>-*`),
      ].map((rule) => ({
        rule,
        at: isRole,
        reason: 'A project writes its own logs and test reports, whose names CodeBuild chooses.',
      })),
    ),
    ...[
      inAccount('logs', region, 'log-group:/aws/codebuild/*'),
      inAccount('codebuild', region, 'report-group/*'),
      resource('*'),
    ].map((rule) => ({
      rule,
      at: isPublisher,
      reason:
        "CDK Pipelines makes the role of its publishing projects before the projects; for the stages' files it assumes the bootstrap's publishing role.",
    })),
    {
      rule: resource('arn:*:iam::<AWS::AccountId>:role/*'),
      at: isSelfMutation,
      reason: "A condition narrows it to the roles that the CDK's bootstrap tags for deployments and publishing.",
    },
    {
      rule: resource('*'),
      at: isSelfMutation,
      reason: 'The pipeline looks whether its own stack exists; DescribeStacks and ListBucket find it before it does.',
    },
  ];
}

/** What the game day may do: the policies of docs/aws.md, for one stage. */
function gate({ rehearsal }: PipelineSettings, reports: string): readonly Finding[] {
  const stage = stageNamed(rehearsal);
  const place = { account: '<AWS::AccountId>', region: stage.region, prefix: prefixOf(stage) };
  const open = gameDay.flatMap(({ title, statements }) =>
    statements(place).flatMap(({ sid, resources }) =>
      resources
        .filter((one) => one.includes('*'))
        .map((one) => ({ rule: resource(one), at: isGate, reason: `${sid} of docs/aws.md, for ${title}.` })),
    ),
  );
  const kept = {
    rule: resource(`<${reports}.Arn>/gamedays/${rehearsal}/*`),
    at: isGate,
    reason: 'Evidence is written under the execution of the pipeline, and never read or deleted.',
  };
  return [...open, kept];
}

const everywhere: readonly Finding[] = [
  {
    rule: 'S1',
    at: (node) => node instanceof Bucket,
    reason:
      'Only roles of this pipeline use its buckets. An account that audits reads of objects does so with data events of CloudTrail.',
  },
  {
    rule: 'CB4',
    at: (node) => node instanceof CfnProject,
    reason: "Artifacts are encrypted with the bucket's keys of S3; everything in them is in the repository already.",
  },
];

/** Acknowledges the accepted findings, so that `AwsSolutionsChecks` does not report them. */
export function acknowledgePipelineFindings(stack: Stack, settings: PipelineSettings): void {
  const reports = stack.node.findChild('Reports').node.defaultChild;
  const findings = [
    ...everywhere,
    ...generated(stack),
    ...gate(settings, CfnBucket.isCfnBucket(reports) ? stack.getLogicalId(reports) : ''),
  ];
  for (const node of stack.node.findAll()) {
    for (const { rule, at, reason } of findings) {
      if (at(node)) Validations.of(node).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
  }
}
