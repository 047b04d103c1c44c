import { type App, Stage as DeployedStage } from 'aws-cdk-lib';
import { addSystem, type BuildAppProps, emptyApp } from '../app.ts';
import { PipelineStack } from '../stacks/pipeline.ts';
import { stageNamed } from '../stage.ts';
import { acknowledgePipelineFindings } from './findings.ts';
import type { PipelineSettings } from './settings.ts';

/** The stack of the pipeline, and the stages that it deploys, in one assembly. */
export function buildPipelineApp({
  settings,
  outdir,
  bundles,
  validate,
}: Omit<BuildAppProps, 'stage'> & { readonly settings: PipelineSettings }): App {
  const app = emptyApp({ outdir, validate });
  const stack = new PipelineStack(app, settings);
  const add = (name: string): DeployedStage => {
    const stage = stageNamed(name);
    const deployed = new DeployedStage(stack, name, { env: { region: stage.region } });
    addSystem(deployed, { stage, bundles });
    return deployed;
  };
  stack.deliver({ rehearsal: add(settings.rehearsal), production: add(settings.production) });
  acknowledgePipelineFindings(stack, settings);
  return app;
}
