import { deploymentGroupNamed, type Sabotage } from '@evenkeel/chaos/sabotage';

/** Nothing in the experiment makes this alarm fire. */
const WRONG = 'evenkeel-dev-errors-shipping';

export const releaseWatchedByWrongAlarm: Sabotage = {
  name: 'release-watched-by-wrong-alarm',
  culprit: "The deployment group of the checkout's API watches the alarm on shipping's errors instead of its own.",
  expectedCheck: 'releases-as-expected',
  experiment: 'bad_release',
  changes: [
    {
      type: 'AWS::CodeDeploy::DeploymentGroup',
      where: { DeploymentGroupName: 'checkout-api$' },
      set: { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: WRONG }] } },
    },
  ],
  seen: async (deployed) => {
    const group = await deploymentGroupNamed(deployed, 'functions', 'checkout-api');
    const watched = (group?.alarmConfiguration?.alarms ?? []).map(({ name }) => name);
    return watched.includes(WRONG) ? `checkout-api watches ${watched.join(', ')}` : undefined;
  },
};
