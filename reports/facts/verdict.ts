import type { Check, Journal } from '../../chaos/contract/index.ts';

export interface Headline {
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'open';
  /** What the word means, for who has not read the manual. */
  readonly meaning: string;
}

const HEADLINES: Record<'PASS' | 'FAIL' | 'INVALID', Headline> = {
  PASS: { word: 'PASS', tone: 'good', meaning: 'The hypothesis held, by complete evidence.' },
  FAIL: { word: 'FAIL', tone: 'bad', meaning: 'The evidence proves a violation of the hypothesis.' },
  INVALID: {
    word: 'INVALID',
    tone: 'open',
    meaning: 'The run decides nothing: what it needed did not happen or is not on record.',
  },
};

const UNFINISHED: Record<Exclude<Journal['status'], 'completed'>, Headline> = {
  running: {
    word: 'UNFINISHED',
    tone: 'open',
    meaning: 'The run was killed, or still goes on. What follows is what it left.',
  },
  interrupted: {
    word: 'INTERRUPTED',
    tone: 'open',
    meaning: 'The run was stopped before it was judged. What follows is what it left.',
  },
  broken: { word: 'BROKEN', tone: 'open', meaning: 'The harness broke; nothing was learnt of the system.' },
};

export function headlineOf({ status, verdict }: Pick<Journal, 'status' | 'verdict'>): Headline {
  if (verdict !== null) return HEADLINES[verdict];
  return status === 'completed' ? HEADLINES.INVALID : UNFINISHED[status];
}

export interface Measure {
  readonly check: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly budget: number | null;
}

/** Every figure that a check measured against a budget or reports without one. */
export function measuresOf(checks: readonly Check[]): Measure[] {
  return checks.flatMap((check) => check.measured.map((measure) => ({ ...measure, check: check.name })));
}
