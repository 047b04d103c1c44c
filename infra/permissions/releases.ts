import { actionsOf, arnIn, type Policy } from './place.ts';

/** `chaos run` of an experiment that releases a defective version. */
export const releases: Policy = {
  name: 'releases',
  title: '`chaos run` of a release, beside the policy of `chaos run`',
  statements: (place) => [
    {
      sid: 'ReplaceCode',
      actions: actionsOf(
        'lambda',
        'GetFunction',
        'GetAlias',
        'UpdateFunctionCode',
        'PublishVersion',
        'UpdateAlias',
        'DeleteFunction',
      ),
      resources: [arnIn(place, 'lambda', `function:${place.prefix}*`)],
    },
    {
      sid: 'Deploy',
      actions: actionsOf('codedeploy', 'CreateDeployment', 'GetDeployment', 'StopDeployment', 'GetDeploymentGroup'),
      resources: [arnIn(place, 'codedeploy', `deploymentgroup:${place.prefix}functions/${place.prefix}*`)],
    },
    {
      sid: 'RegisterRevision',
      actions: actionsOf('codedeploy', 'RegisterApplicationRevision', 'GetApplicationRevision'),
      resources: [arnIn(place, 'codedeploy', `application:${place.prefix}functions`)],
    },
    {
      sid: 'ShiftTraffic',
      actions: ['codedeploy:GetDeploymentConfig'],
      resources: [arnIn(place, 'codedeploy', 'deploymentconfig:CodeDeployDefault.*')],
    },
  ],
};
