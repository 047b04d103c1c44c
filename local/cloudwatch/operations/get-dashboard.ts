import * as z from 'zod';
import { AwsError, defineOperation, formatArn } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';

const dashboardArn = (name: string, accountId: string): string =>
  formatArn({ service: 'cloudwatch', region: '', accountId, resource: `dashboard/${name}` });

export const getDashboard = defineOperation({
  name: 'GetDashboard',
  input: z.object({ DashboardName: z.string() }),
  permissions: ({ DashboardName }, { accountId }) => [
    { action: 'cloudwatch:GetDashboard', resource: dashboardArn(DashboardName, accountId) },
  ],
  run({ DashboardName }, { dashboards, accountId }: CloudWatchContext) {
    const DashboardBody = dashboards.get(DashboardName);
    if (DashboardBody === undefined) {
      throw new AwsError('ResourceNotFound', `Dashboard ${DashboardName} does not exist`, { status: 404 });
    }
    return {
      DashboardArn: dashboardArn(DashboardName, accountId),
      DashboardName,
      DashboardBody,
    };
  },
});
