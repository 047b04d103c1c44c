import {
  GetScheduleCommand,
  type ScheduleState,
  type SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';

/** Fields of GetSchedule's answer that the scheduler sets itself. */
const READ_ONLY = new Set(['$metadata', 'Arn', 'CreationDate', 'LastModificationDate']);

/** Pauses or resumes a schedule. UpdateSchedule replaces all of it, so the request sends back every field that was read. */
export async function setScheduleState(
  scheduler: Pick<SchedulerClient, 'send'>,
  name: string,
  state: ScheduleState,
): Promise<void> {
  const found = Object.entries(await scheduler.send(new GetScheduleCommand({ Name: name })));
  const settings = Object.fromEntries(found.filter(([field]) => !READ_ONLY.has(field)));
  const update = { ...settings, Name: name, State: state } as UpdateScheduleCommandInput;
  try {
    await scheduler.send(new UpdateScheduleCommand(update));
  } catch (error) {
    if (update.StartDate === undefined || !rejectsStart(error)) throw error;
    await scheduler.send(new UpdateScheduleCommand({ ...update, StartDate: undefined }));
  }
}

/** The scheduler keeps a start that has passed, but does not take it back. */
const rejectsStart = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException' && error.message.includes('StartDate');
