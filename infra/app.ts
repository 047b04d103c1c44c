import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type PlacedStage, placesOf, type Stage } from './stage.ts';
import { AccountStack } from './stacks/account.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { OperationsStack } from './stacks/operations.ts';
import { ServicesStack } from './stacks/services.ts';
import { acknowledgeFindings } from './suppressions.ts';

export interface BuildAppProps {
  readonly stage: Stage;
  /** Folder that `synth()` writes the cloud assembly to. */
  readonly outdir: string;
  /** Folder with the bundled functions that `bundleFunctions` wrote. */
  readonly bundles: string;
  /** Whether CDK validates the templates against CloudFormation's schemas, which takes seconds that a boot can save. */
  readonly validate: boolean;
}

/** The reference system of one stage, in each of its regions. */
export function buildApp({ stage, outdir, bundles, validate }: BuildAppProps): App {
  const app = emptyApp({ outdir, validate });
  addSystem(app, { stage, bundles });
  return app;
}

/** Adds the system of a stage, in each of its regions, to an app, or to a stage of a pipeline. */
export function addSystem(scope: Construct, { stage, bundles }: Pick<BuildAppProps, 'stage' | 'bundles'>): void {
  const { home, other } = placesOf(stage);
  const first = addRegion(scope, home, bundles);
  if (other !== undefined) {
    // The home region makes what both know: the global tables, and the secrets of the API.
    const second = addRegion(scope, other, bundles);
    second.data.addStackDependency(first.data);
    second.api.addStackDependency(first.api);
  }
  for (const place of other === undefined ? [home] : [home, other]) acknowledgeFindings(scope, place);
}

/** The system of one region: data, services, API and operations. Each stack may use those before it. */
function addRegion(
  scope: Construct,
  stage: PlacedStage,
  bundles: string,
): { readonly data: DataStack; readonly api: ApiStack } {
  const data = new DataStack(scope, { stage, bundles });
  const services = new ServicesStack(scope, { stage, bundles, data });
  const api = new ApiStack(scope, { stage, bundles, services });
  new OperationsStack(scope, { stage, bundles, data, services, api });
  return { data, api };
}

/** What an account needs once per region, beside `cdk bootstrap`. It belongs to no stage. */
export function buildAccountApp({
  region,
  ...options
}: Pick<BuildAppProps, 'outdir' | 'validate'> & { readonly region: string }): App {
  const app = emptyApp(options);
  new AccountStack(app, region);
  return app;
}

/** An app that synthesizes offline and reports nothing about itself. */
export const emptyApp = ({ outdir, validate }: Pick<BuildAppProps, 'outdir' | 'validate'>): App =>
  new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validate,
    defaultStackSynthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as IReusableStackSynthesizer,
  });
