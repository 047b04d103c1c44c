import { prefixOf } from '../../../infra/stage.ts';
import { chosenStage, shippedTemplates } from '../../system/alarms.ts';
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

async function shippedStage(name: string) {
  const stage = chosenStage(name);
  return { stage: name, prefix: prefixOf(stage), region: stage.region, assembly: await shippedTemplates(name) };
}

async function ownApp(app: string) {
  const { stage, prefix, assembly } = await readApp(app);
  return { stage, prefix, region: undefined, assembly };
}
