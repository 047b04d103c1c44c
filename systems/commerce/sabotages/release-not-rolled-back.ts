import { deploymentGroupNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

export const releaseNotRolledBack: Sabotage = {
  name: 'release-not-rolled-back',
  culprit: "The deployment group of the checkout's API stops a release on an alarm, but does not roll it back.",
  expectedCheck: 'releases-as-expected',
  experiment: 'bad_release',
  changes: [
    {
      type: 'AWS::CodeDeploy::DeploymentGroup',
      where: { DeploymentGroupName: 'checkout-api$' },
      set: { AutoRollbackConfiguration: { Enabled: false } },
    },
  ],
  seen: async (deployed) => {
    const group = await deploymentGroupNamed(deployed, 'functions', 'checkout-api');
    const rollback = group?.autoRollbackConfiguration;
    return rollback !== undefined && rollback.enabled !== true ? 'checkout-api is never rolled back' : undefined;
  },
};
