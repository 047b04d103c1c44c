import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { OperationsStack } from './stacks/operations.ts';
import { ServicesStack } from './stacks/services.ts';
import { acknowledgeFindings } from './suppressions.ts';

export interface BuildAppProps {
  readonly stage: Stage;
  /** Folder of the cloud assembly that `synth()` writes. */
  readonly outdir: string;
  /** Folder of bundled functions, as `bundleFunctions` writes it. */
  readonly bundles: string;
  /** Whether CDK checks the templates against CloudFormation's schemas: seconds that a check has and a boot has not. */
  readonly validate: boolean;
}

/** The reference system of one stage: stores, services, front door, operations; each may use what stands before it. */
export function buildApp({ stage, outdir, bundles, validate }: BuildAppProps): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    builtinCloudFormationValidation: validate,
    defaultStackSynthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as IReusableStackSynthesizer,
  });
  const data = new DataStack(app, { stage, bundles });
  const services = new ServicesStack(app, { stage, bundles, data });
  const api = new ApiStack(app, { stage, bundles, services });
  new OperationsStack(app, { stage, bundles, data, services, api });
  acknowledgeFindings(app, stage);
  return app;
}
