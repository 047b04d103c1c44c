/**
 * Holds back the actions of muted alarms. The state of a muted alarm changes as usual. When no rule mutes it any longer,
 * the actions of the last change are executed, if the alarm is still in that state.
 *
 * Source: "How alarm mute rules work" in the CloudWatch user guide, of 2026. The guide does not say what happens to an
 * alarm that fires and clears within the window; here, its OK actions are executed at the end, because clearing was its
 * last change.
 */
import type { AlarmBook, AlarmEntry, TransitionListener } from './alarm-book.ts';
import type { StateChange } from './alarm-history.ts';

export interface Muting {
  /** Executes the actions of the state that an alarm has entered, or holds them back. */
  readonly onTransition: TransitionListener;
  /** Executes the actions that nothing holds back any more. */
  readonly release: () => void;
}

export function createMuting(ports: {
  readonly book: () => Pick<AlarmBook, 'get'>;
  /** The name of what mutes the alarm now; undefined if nothing does. */
  readonly mutedBy: (alarm: string) => string | undefined;
  readonly execute: TransitionListener;
  readonly log: (message: string) => void;
}): Muting {
  const { book, mutedBy, execute, log } = ports;
  /** By alarm, the state that it had before the change whose actions are held back, and when that change was. */
  const held = new Map<string, { readonly previous: StateChange; readonly at: number }>();

  const hold = (alarm: AlarmEntry, previous: StateChange, rule: string): void => {
    held.set(alarm.name, { previous, at: alarm.state.at });
    log(`cloudwatch: mute rule ${rule} mutes the actions of alarm ${alarm.name}, which is now in ${alarm.state.value}`);
  };
  return {
    onTransition(alarm, previous) {
      held.delete(alarm.name);
      const rule = mutedBy(alarm.name);
      if (rule === undefined) execute(alarm, previous);
      else hold(alarm, previous, rule);
    },
    release() {
      for (const [name, { previous, at }] of held) {
        if (mutedBy(name) !== undefined) continue;
        held.delete(name);
        const alarm = book().get(name);
        if (alarm?.state.at === at) execute(alarm, previous);
      }
    },
  };
}
