import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';
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

/** The reference system of one stage: data, services, API and operations. Each stack may use those before it. */
export function buildApp({ stage, outdir, bundles, validate }: BuildAppProps): App {
  const app = emptyApp({ outdir, validate });
  const data = new DataStack(app, { stage, bundles });
  const services = new ServicesStack(app, { stage, bundles, data });
  const api = new ApiStack(app, { stage, bundles, services });
  new OperationsStack(app, { stage, bundles, data, services, api });
  acknowledgeFindings(app, stage);
  return app;
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

const emptyApp = ({ outdir, validate }: Pick<BuildAppProps, 'outdir' | 'validate'>): App =>
  new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validate,
    defaultStackSynthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as IReusableStackSynthesizer,
  });
