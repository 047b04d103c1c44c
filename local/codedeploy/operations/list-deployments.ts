import * as z from 'zod';
import { AwsError, defineOperation, page } from '../../core/index.ts';
import type { CodeDeployContext } from '../context.ts';
import { onGroup } from '../permission.ts';
import { required } from './input.ts';

/** The page size of AWS. */
const PAGE_SIZE = 100;

const STATUSES = ['Created', 'Queued', 'InProgress', 'Baking', 'Succeeded', 'Failed', 'Stopped', 'Ready'];

const time = z.number().transform((seconds) => seconds * 1000);

const input = z.object({
  applicationName: z.string().optional(),
  deploymentGroupName: z.string().optional(),
  includeOnlyStatuses: z.array(z.string()).optional(),
  createTimeRange: z.object({ start: time.optional(), end: time.optional() }).optional(),
  nextToken: z.string().optional(),
});

export const listDeployments = defineOperation({
  name: 'ListDeployments',
  input,
  permissions: ({ applicationName: application, deploymentGroupName: name }, account) => [
    onGroup('ListDeployments', { application, name }, account),
  ],
  run(given, { applications, deployments }: CodeDeployContext) {
    const { applicationName, deploymentGroupName, includeOnlyStatuses, createTimeRange, nextToken } = given;
    const unknown = includeOnlyStatuses?.find((status) => !STATUSES.includes(status));
    if (unknown !== undefined) {
      throw new AwsError('InvalidDeploymentStatusException', `${unknown} is not the status of a deployment.`);
    }
    let groupId: string | undefined;
    if (deploymentGroupName !== undefined) {
      const application = required(applicationName, 'ApplicationNameRequiredException', 'Application name');
      groupId = applications.group(application, deploymentGroupName).id;
    }
    const { start = -Infinity, end = Infinity } = createTimeRange ?? {};
    const found = deployments
      .list()
      .filter(({ group }) => applicationName === undefined || group.application === applicationName)
      .filter(({ group }) => groupId === undefined || group.id === groupId)
      .filter(({ status }) => includeOnlyStatuses === undefined || includeOnlyStatuses.includes(status))
      .filter(({ createdAt }) => createdAt >= start && createdAt <= end);
    const paged = page(
      found.map(({ id }) => id),
      PAGE_SIZE,
      nextToken,
    );
    return { deployments: paged.items, nextToken: paged.nextToken };
  },
});
