import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';

const dashboardSchema = z.object({ DashboardName: z.string().optional(), DashboardBody: z.string() });

/** `AWS::CloudWatch::Dashboard`: accepted so that templates can be provisioned, but shown nowhere. */
export const dashboardType: ResourceType<z.output<typeof dashboardSchema>> = {
  type: 'AWS::CloudWatch::Dashboard',
  parse: (properties) => dashboardSchema.parse(properties),
  create: ({ DashboardName }, { defaultName }) => Promise.resolve({ ref: DashboardName ?? defaultName }),
};
