import * as z from 'zod';
import type { AnyResourceType, ResourceType } from '../core/index.ts';
import { scheduleName, scheduleSettings } from './schedule.ts';
import { DEFAULT_GROUP, type Schedules } from './schedules.ts';

const identity = z.object({ Name: scheduleName.optional(), GroupName: z.string().default(DEFAULT_GROUP) });
const scheduleProperties = z.intersection(identity, scheduleSettings);
type ScheduleProperties = z.output<typeof scheduleProperties>;

const scheduleType = (schedules: Schedules): ResourceType<ScheduleProperties> => ({
  type: 'AWS::Scheduler::Schedule',
  parse: (properties) => scheduleProperties.parse(properties),
  create: ({ Name, GroupName, ...settings }, { defaultName }) => {
    const { name, arn } = schedules.create(Name ?? defaultName.slice(0, 64), GroupName, settings);
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  },
});

const groupProperties = z.object({ Name: z.string().optional() });

const groupType = (schedules: Schedules): ResourceType<z.output<typeof groupProperties>> => ({
  type: 'AWS::Scheduler::ScheduleGroup',
  parse: (properties) => groupProperties.parse(properties),
  create: ({ Name }, { defaultName }) => {
    const name = Name ?? defaultName;
    return Promise.resolve({ ref: name, attributes: { Arn: schedules.addGroup(name), State: 'ACTIVE' } });
  },
});

export const resourceTypes = (schedules: Schedules): readonly AnyResourceType[] => [
  scheduleType(schedules),
  groupType(schedules),
];
