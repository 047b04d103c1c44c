import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { scheduleName, scheduleSettings } from '../schedule.ts';
import { DEFAULT_GROUP, type Schedules } from '../schedules.ts';

const identity = z.object({ Name: scheduleName, GroupName: z.string().default(DEFAULT_GROUP) });

/** Reads the name from the path and everything else from the body. */
function readSchedule(path: Readonly<Record<string, string>>, body: Buffer) {
  const given = { ...parseInput(z.record(z.string(), z.unknown()), parseJson(body)), ...path };
  const { Name, GroupName } = parseInput(identity, given);
  return { name: Name, group: GroupName, settings: parseInput(scheduleSettings, given) };
}

export const createSchedule = defineRestOperation<Schedules>({
  method: 'POST',
  path: '/schedules/{Name}',
  run: (path, { body }, schedules) => {
    const { name, group, settings } = readSchedule(path, body);
    return jsonReply(200, { ScheduleArn: schedules.create(name, group, settings).arn });
  },
});

export const updateSchedule = defineRestOperation<Schedules>({
  method: 'PUT',
  path: '/schedules/{Name}',
  run: (path, { body }, schedules) => {
    const { name, group, settings } = readSchedule(path, body);
    return jsonReply(200, { ScheduleArn: schedules.update(name, group, settings).arn });
  },
});

export const deleteSchedule = defineRestOperation<Schedules>({
  method: 'DELETE',
  path: '/schedules/{Name}',
  run: ({ Name = '' }, { url }, schedules) => {
    schedules.delete(Name, url.searchParams.get('groupName') ?? DEFAULT_GROUP);
    return jsonReply(200, {});
  },
});
