import * as z from 'zod';
import { AwsError, defineOperation, formatArn } from '../../core/index.ts';
import type { CloudWatchContext } from '../context.ts';

export const getDashboard = defineOperation({
  name: 'GetDashboard',
  input: z.object({ DashboardName: z.string() }),
  run({ DashboardName }, { dashboards, accountId }: CloudWatchContext) {
    const DashboardBody = dashboards.get(DashboardName);
    if (DashboardBody === undefined) {
      throw new AwsError('ResourceNotFound', `Dashboard ${DashboardName} does not exist`, { status: 404 });
    }
    const resource = `dashboard/${DashboardName}`;
    return {
      DashboardArn: formatArn({ service: 'cloudwatch', region: '', accountId, resource }),
      DashboardName,
      DashboardBody,
    };
  },
});
