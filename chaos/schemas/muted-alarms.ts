import type { RunEvent } from './evidence/event.ts';

/**
 * The mute rule that held back the actions of an alarm when it changed its state. The run looks from time to time, so a
 * rule may have begun, or ended, at any time since the look before: it counts for that whole time.
 *
 * @param at virtual time of the change
 */
export function muteRuleAt(alarm: string, at: string, events: readonly RunEvent[]): string | undefined {
  const looks = events.filter((event) => event.kind === 'alarms.muted');
  const before = looks.findLast((look) => look.at <= at);
  const after = looks.find((look) => look.at > at && (look.previousLook ?? look.at) <= at);
  for (const look of [before, after]) {
    const rule = look?.alarms.find((muted) => muted.alarm === alarm)?.rule;
    if (rule !== undefined) return rule;
  }
  return undefined;
}
