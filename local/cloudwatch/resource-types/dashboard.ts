import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Dashboards } from '../context.ts';

const dashboardSchema = z.object({ DashboardName: z.string().optional(), DashboardBody: z.string() });

/** `AWS::CloudWatch::Dashboard`: kept, but drawn nowhere. */
export const dashboardType = (dashboards: Dashboards): ResourceType<z.output<typeof dashboardSchema>> => ({
  type: 'AWS::CloudWatch::Dashboard',
  update: 'create',
  parse: (properties) => dashboardSchema.parse(properties),
  create({ DashboardName, DashboardBody }, { defaultName }) {
    const name = DashboardName ?? defaultName;
    dashboards.set(name, DashboardBody);
    return Promise.resolve({ ref: name });
  },
});
