import * as z from 'zod';
import {
  type Account,
  defineRestOperation,
  jsonReply,
  parseInput,
  parseJson,
  type Permission,
} from '../../core/index.ts';
import { onSchedule, passRole } from '../permission.ts';
import { scheduleName, scheduleSettings } from '../schedule.ts';
import { DEFAULT_GROUP, type Schedules } from '../schedules.ts';

const identity = z.object({ Name: scheduleName, GroupName: z.string().default(DEFAULT_GROUP) });

/** Reads the name from the path and everything else from the body. */
function readSchedule(path: Readonly<Record<string, string>>, body: Buffer) {
  const given = { ...parseInput(z.record(z.string(), z.unknown()), parseJson(body)), ...path };
  const { Name, GroupName } = parseInput(identity, given);
  return { name: Name, group: GroupName, settings: parseInput(scheduleSettings, given) };
}

/** What it needs to write a schedule: also to pass its role on. */
const forWriting = (
  action: string,
  { name, group, settings }: ReturnType<typeof readSchedule>,
  account: Account,
): readonly Permission[] => [onSchedule(action, { name, group }, account), passRole(settings.Target.RoleArn)];

export const createSchedule = defineRestOperation<Schedules>({
  method: 'POST',
  path: '/schedules/{Name}',
  permissions: (path, { body }, account) => forWriting('CreateSchedule', readSchedule(path, body), account),
  run: (path, { body }, schedules) => {
    const { name, group, settings } = readSchedule(path, body);
    return jsonReply(200, { ScheduleArn: schedules.create(name, group, settings).arn });
  },
});

export const updateSchedule = defineRestOperation<Schedules>({
  method: 'PUT',
  path: '/schedules/{Name}',
  permissions: (path, { body }, account) => forWriting('UpdateSchedule', readSchedule(path, body), account),
  run: (path, { body }, schedules) => {
    const { name, group, settings } = readSchedule(path, body);
    return jsonReply(200, { ScheduleArn: schedules.update(name, group, settings).arn });
  },
});

export const deleteSchedule = defineRestOperation<Schedules>({
  method: 'DELETE',
  path: '/schedules/{Name}',
  permissions: ({ Name: name = '' }, { url }, account) => [
    onSchedule('DeleteSchedule', { name, group: url.searchParams.get('groupName') ?? DEFAULT_GROUP }, account),
  ],
  run: ({ Name = '' }, { url }, schedules) => {
    schedules.delete(Name, url.searchParams.get('groupName') ?? DEFAULT_GROUP);
    return jsonReply(200, {});
  },
});
