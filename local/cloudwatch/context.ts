import { AwsError, type Clock } from '../core/index.ts';
import type { AlarmBook, AlarmEntry } from './alarm-book.ts';
import type { MetricStore } from './metric-store.ts';
import type { MuteRules } from './mute-rules.ts';

/** The bodies of dashboards, by name. */
export type Dashboards = Map<string, string>;

/** The state that CloudWatch's operations work on. */
export interface CloudWatchContext {
  readonly clock: Clock;
  readonly store: MetricStore;
  readonly book: AlarmBook;
  readonly muteRules: MuteRules;
  readonly dashboards: Dashboards;
  readonly accountId: string;
}

export const existingAlarm = (book: AlarmBook, name: string): AlarmEntry => {
  const alarm = book.get(name);
  if (alarm) return alarm;
  throw new AwsError('ResourceNotFound', `There is no alarm named ${name}.`, { status: 404 });
};
