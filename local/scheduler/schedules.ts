import { AwsError, formatArn, type Site } from '../core/index.ts';
import { deliver, type DeliveryPorts } from './delivery.ts';
import { SCHEDULER } from './permission.ts';
import { runSchedule } from './runner.ts';
import type { Schedule, ScheduleSettings } from './schedule.ts';
import { parseUniversalTarget } from './universal-target.ts';

export const DEFAULT_GROUP = 'default';

const missing = (what: string): AwsError =>
  new AwsError('ResourceNotFoundException', `${what} does not exist.`, { status: 404 });
const conflict = (what: string): AwsError =>
  new AwsError('ConflictException', `${what} already exists.`, { status: 409 });

/** All schedules by group and name. Each runs on the virtual clock while it is enabled. */
export class Schedules {
  readonly #site: Site;
  readonly #ports: DeliveryPorts;
  readonly #closing = new AbortController();
  readonly #groups = new Set([DEFAULT_GROUP]);
  readonly #schedules = new Map<string, { readonly schedule: Schedule; readonly stop: () => void }>();

  constructor(site: Site, ports: DeliveryPorts) {
    this.#site = site;
    this.#ports = ports;
  }

  addGroup(name: string): string {
    if (this.#groups.has(name)) throw conflict(`Schedule group ${name}`);
    this.#groups.add(name);
    return this.#arn(`schedule-group/${name}`);
  }

  create(name: string, group: string, settings: ScheduleSettings): Schedule {
    if (!this.#groups.has(group)) throw missing(`Schedule group ${group}`);
    if (this.#schedules.has(`${group}/${name}`)) throw conflict(`Schedule ${name}`);
    this.#refuseUnsimulated(settings);
    this.#refuseUntrusting(name, settings);
    return this.#put(name, group, settings, this.#site.clock.now());
  }

  /** Replaces all settings, as the API does: omitted settings return to their defaults. */
  update(name: string, group: string, settings: ScheduleSettings): Schedule {
    const { createdAt } = this.get(name, group);
    this.#refuseUnsimulated(settings);
    this.#refuseUntrusting(name, settings);
    this.delete(name, group);
    return this.#put(name, group, settings, createdAt);
  }

  get(name: string, group: string): Schedule {
    const found = this.#schedules.get(`${group}/${name}`);
    if (!found) throw missing(`Schedule ${name}`);
    return found.schedule;
  }

  delete(name: string, group: string): void {
    this.get(name, group);
    this.#schedules.get(`${group}/${name}`)?.stop();
    this.#schedules.delete(`${group}/${name}`);
  }

  all(): readonly Schedule[] {
    return [...this.#schedules.values()].map(({ schedule }) => schedule);
  }

  close(): void {
    this.#closing.abort();
  }

  #put(name: string, group: string, settings: ScheduleSettings, createdAt: number): Schedule {
    const arn = this.#arn(`schedule/${group}/${name}`);
    const schedule = { name, group, arn, settings, createdAt, modifiedAt: this.#site.clock.now() };
    const stopping = new AbortController();
    this.#schedules.set(`${group}/${name}`, {
      schedule,
      stop: () => {
        stopping.abort();
      },
    });
    if (settings.State === 'ENABLED') this.#run(schedule, AbortSignal.any([stopping.signal, this.#closing.signal]));
    return schedule;
  }

  #refuseUnsimulated({ Target: { Arn } }: ScheduleSettings): void {
    const universal = parseUniversalTarget(Arn);
    if (universal === undefined || this.#ports.apis.knows(universal.service, universal.action)) return;
    throw new AwsError('ValidationException', `The target ${universal.service}:${universal.action} is not simulated.`);
  }

  #refuseUntrusting(sessionName: string, { Target: { RoleArn: roleArn } }: ScheduleSettings): void {
    if (this.#site.access.assume({ roleArn, sessionName, service: SCHEDULER })) return;
    const message = 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.';
    throw new AwsError('ValidationException', message);
  }

  #run(schedule: Schedule, signal: AbortSignal): void {
    const { clock, random, log } = this.#site;
    const report = (error: unknown): void => {
      if (!signal.aborted && !this.#closing.signal.aborted) log(`schedule ${schedule.name} stopped: ${String(error)}`);
    };
    const trigger = (time: number): void => {
      // A run that has started is delivered even if its schedule is changed or deleted in the meantime.
      deliver(schedule, time, this.#ports, this.#closing.signal).catch(report);
    };
    runSchedule(schedule, { clock, random, trigger }, signal)
      .then(() => {
        if (schedule.settings.ActionAfterCompletion === 'DELETE') this.delete(schedule.name, schedule.group);
      })
      .catch(report);
  }

  #arn(resource: string): string {
    const { region, accountId } = this.#site;
    return formatArn({ service: 'scheduler', region, accountId, resource });
  }
}
