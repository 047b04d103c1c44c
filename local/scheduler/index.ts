/** EventBridge Scheduler: rate, cron and one-time schedules that invoke functions or call APIs on the virtual clock. */
import {
  type ApiCaller,
  answerRest,
  type AwsService,
  type FunctionInvoker,
  type QueueSink,
  type Site,
} from '../core/index.ts';
import { operations } from './operations/index.ts';
import { resourceTypes } from './resource-types.ts';
import { Schedules } from './schedules.ts';

export function createScheduler(
  site: Site,
  ports: { readonly invoker: FunctionInvoker; readonly queues: QueueSink; readonly apis: ApiCaller },
): AwsService {
  const schedules = new Schedules(site, { ...ports, clock: site.clock, log: site.log, access: site.access });
  return {
    name: 'scheduler',
    handle: answerRest(operations, schedules, site),
    resourceTypes: resourceTypes(schedules),
    close() {
      schedules.close();
      return Promise.resolve();
    },
  };
}
