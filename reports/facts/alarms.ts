import { type AlarmProof, alarmProofs } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';

export interface AlarmRow {
  readonly alarm: string;
  readonly proof: string;
  readonly isProven: boolean;
  readonly text: string;
}

const WORDS: Readonly<Record<AlarmProof['by'], string>> = {
  firing: 'fired',
  'earlier firing': 'fired earlier',
  drill: 'drilled',
  nothing: 'unproven',
};

/** Each alarm, with what shows that it is able to fire. Unproven alarms come first. */
export function alarmRows({ journal, events }: Pick<Run, 'journal' | 'events'>): AlarmRow[] {
  return alarmProofs(journal, events)
    .map(({ alarm, by, text }) => ({ alarm, proof: WORDS[by], isProven: by !== 'nothing', text }))
    .sort((one, other) => Number(one.isProven) - Number(other.isProven));
}
