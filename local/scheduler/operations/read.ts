import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput } from '../../core/index.ts';
import { page } from '../../core/page.ts';
import { onSchedule } from '../permission.ts';
import { DEFAULT_GROUP, type Schedules } from '../schedules.ts';
import { describeSchedule, summariseSchedule } from './describe.ts';

export const getSchedule = defineRestOperation<Schedules>({
  method: 'GET',
  path: '/schedules/{Name}',
  permissions: ({ Name: name = '' }, { url }, account) => [
    onSchedule('GetSchedule', { name, group: url.searchParams.get('groupName') ?? DEFAULT_GROUP }, account),
  ],
  run: ({ Name = '' }, { url }, schedules) =>
    jsonReply(200, describeSchedule(schedules.get(Name, url.searchParams.get('groupName') ?? DEFAULT_GROUP))),
});

const listQuery = z.object({
  ScheduleGroup: z.string().optional(),
  NamePrefix: z.string().default(''),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

export const listSchedules = defineRestOperation<Schedules>({
  method: 'GET',
  path: '/schedules',
  permissions: () => [{ action: 'scheduler:ListSchedules', resource: '*' }],
  run: (_path, { url }, schedules) => {
    const query = parseInput(listQuery, Object.fromEntries(url.searchParams));
    const matching = schedules
      .all()
      .filter(({ group }) => query.ScheduleGroup === undefined || group === query.ScheduleGroup)
      .filter(({ name }) => name.startsWith(query.NamePrefix))
      .filter(({ settings }) => query.State === undefined || settings.State === query.State);
    const { items, nextToken } = page(matching, query.MaxResults, query.NextToken);
    return jsonReply(200, { Schedules: items.map(summariseSchedule), NextToken: nextToken });
  },
});
