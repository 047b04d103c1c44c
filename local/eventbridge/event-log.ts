import { randomUUID } from 'node:crypto';
import type { Site } from '../core/index.ts';

/** An event as EventBridge delivers it to a target. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Virtual time, ISO UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  /** Epoch milliseconds; the time of arrival if absent. */
  readonly time?: number | undefined;
}

/** Maximum number of events that are kept; after that, the oldest are dropped. */
const MAX_EVENTS = 10_000;

/** The events that were put on the default bus, oldest first. */
export class EventLog {
  readonly #site: Pick<Site, 'clock' | 'region' | 'accountId'>;
  readonly #events: BusEvent[] = [];

  constructor(site: Pick<Site, 'clock' | 'region' | 'accountId'>) {
    this.#site = site;
  }

  /** @returns the id of the event */
  put({ source, detailType, detail, resources, time }: NewEvent): string {
    const { clock, region, accountId: account } = this.#site;
    const id = randomUUID();
    const at = new Date(time ?? clock.now()).toISOString();
    this.#events.push({
      version: '0',
      id,
      'detail-type': detailType,
      source,
      account,
      time: at,
      region,
      resources,
      detail,
    });
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    return id;
  }

  all(): readonly BusEvent[] {
    return [...this.#events];
  }
}
