import { stageNamed } from '../../../infra/stage.ts';
import { usageFailure } from '../../failure.ts';
import { shippedTemplates } from '../../system/alarms.ts';
import { readApp, templatesOf } from '../../system/app.ts';
import { awsRegion } from '../../system/region.ts';
import { accountIn } from './account.ts';
import type { AwsFinding } from './check.ts';
import { examineAccount } from './index.ts';
import { needsOf } from './stage-needs.ts';

export interface DeploymentOptions {
  readonly stage: string;
  readonly prefix?: string | undefined;
  readonly app?: string | undefined;
}

/**
 * Checks the account of the SDK's default credentials against the templates of a stage, or of your own app.
 *
 * @throws CommandFailure exit 2 if there is no such stage or app, or no region
 */
export async function examineDeployment({ stage, prefix, app }: DeploymentOptions): Promise<readonly AwsFinding[]> {
  const region = await awsRegion();
  const deployed = app === undefined ? await shippedStage(stage) : await ownApp(app);
  return examineAccount({
    account: accountIn(region),
    region,
    prefix: prefix ?? deployed.prefix,
    stage: deployed.stage,
    stageRegion: deployed.region,
    needs: needsOf(await templatesOf(deployed.assembly)),
  });
}

async function shippedStage(stage: string) {
  const region = regionOf(stage);
  return { stage, prefix: `evenkeel-${stage}-`, region, assembly: await shippedTemplates(stage) };
}

function regionOf(stage: string): string {
  try {
    return stageNamed(stage).region;
  } catch (error) {
    throw usageFailure(`${(error as Error).message}. For a system of your own, pass --app cdk.out`, error);
  }
}

async function ownApp(app: string) {
  const { stage, prefix, assembly } = await readApp(app);
  return { stage, prefix, region: undefined, assembly };
}
