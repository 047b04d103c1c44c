/** The simulated operations of the EventBridge Scheduler API. */
import type { RestOperation } from '../../core/index.ts';
import type { Schedules } from '../schedules.ts';
import { getSchedule, listSchedules } from './read.ts';
import { createSchedule, deleteSchedule, updateSchedule } from './write.ts';

export const operations: readonly RestOperation<Schedules>[] = [
  listSchedules,
  getSchedule,
  createSchedule,
  updateSchedule,
  deleteSchedule,
];
