import type { Schedule } from '../schedule.ts';

const seconds = (time: number | Date | undefined): number | undefined =>
  time === undefined ? undefined : Number(time) / 1000;

/** A schedule as GetSchedule returns it, with times in seconds. */
export const describeSchedule = ({ name, group, arn, settings, createdAt, modifiedAt }: Schedule): object => ({
  ...settings,
  Arn: arn,
  Name: name,
  GroupName: group,
  StartDate: seconds(settings.StartDate),
  EndDate: seconds(settings.EndDate),
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(modifiedAt),
});

/** A schedule as ListSchedules returns it. */
export const summariseSchedule = ({ name, group, arn, settings, createdAt, modifiedAt }: Schedule): object => ({
  Arn: arn,
  Name: name,
  GroupName: group,
  State: settings.State,
  Target: { Arn: settings.Target.Arn },
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(modifiedAt),
});
