/** EventBridge Scheduler: rate, cron and one-time schedules that invoke functions or call APIs on the virtual clock. */
import { answerRest, type AwsService, type Site } from '../core/index.ts';
import type { DeliveryPorts } from './delivery.ts';
import { operations } from './operations/index.ts';
import { resourceTypes } from './resource-types.ts';
import { Schedules } from './schedules.ts';

export function createScheduler(site: Site, ports: Omit<DeliveryPorts, 'clock' | 'log' | 'access'>): AwsService {
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
