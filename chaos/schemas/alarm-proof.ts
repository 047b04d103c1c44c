/** What shows that an alarm is able to fire: a firing in the run, in an earlier run of the game day, or a drill. */
import type { RunEvent } from './evidence/event.ts';
import type { Journal } from './evidence/journal.ts';
import { muteRuleAt } from './muted-alarms.ts';

export interface AlarmProof {
  /** Its name without the stage's prefix. */
  readonly alarm: string;
  readonly by: 'firing' | 'earlier firing' | 'drill' | 'nothing';
  readonly text: string;
}

/** The drill of an alarm. */
type Drilled = Extract<RunEvent, { kind: 'alarm.drilled' }>;

/** Every alarm of the template and of the system, in the order of their names. */
export function alarmProofs(
  { alarms, provenAlarms = [] }: Pick<Journal, 'alarms' | 'provenAlarms'>,
  events: readonly RunEvent[],
): AlarmProof[] {
  const listed = events.flatMap((event) => (event.kind === 'alarms.listed' ? event.alarms : []));
  const names = new Set([...alarms, ...listed.map(({ name }) => name)]);
  const drills = new Map(events.flatMap((event) => (event.kind === 'alarm.drilled' ? [[event.alarm, event]] : [])));
  return [...names].sort().map((alarm) => proofOf(alarm, { provenAlarms, events, drill: drills.get(alarm) }));
}

interface Known {
  readonly provenAlarms: readonly string[];
  readonly events: readonly RunEvent[];
  readonly drill: Drilled | undefined;
}

function proofOf(alarm: string, { provenAlarms, events, drill }: Known): AlarmProof {
  const firing = firedAndCleared(alarm, events);
  const mutedBy = firing && muteRuleAt(alarm, firing.at, events);
  if (firing && mutedBy === undefined) return { alarm, by: 'firing', text: 'it fired and cleared in this run' };
  if (drill?.outcome === 'proven') return { alarm, by: 'drill', text: drill.text };
  if (provenAlarms.includes(alarm)) {
    return { alarm, by: 'earlier firing', text: 'it fired and cleared in an earlier run of the game day' };
  }
  if (mutedBy !== undefined) {
    return { alarm, by: 'nothing', text: `it fired and cleared, but mute rule ${mutedBy} held back its actions` };
  }
  return { alarm, by: 'nothing', text: drill?.text ?? 'no experiment made it fire, and no drill' };
}

/** The first change to ALARM, if the alarm cleared after it. */
function firedAndCleared(name: string, events: readonly RunEvent[]) {
  const changes = events.filter((event) => event.kind === 'alarm').filter(({ alarm }) => alarm === name);
  const fired = changes.findIndex(({ to }) => to === 'ALARM');
  return fired >= 0 && changes.slice(fired).some(({ to }) => to === 'OK') ? changes[fired] : undefined;
}
