import type { Check, Journal } from '../../chaos/schemas/index.ts';

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
  stopped: { word: 'STOPPED', tone: 'open', meaning: 'A stop condition ended the run before its end.' },
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

/** Units of time, real and virtual. What checks count stands beside faults, load and drift. */
const TIMES = new Set(['ms', 's', 'virtual s']);

/** Every time that a check measured, against its budget or without one. */
export function timesOf(checks: readonly Check[]): Measure[] {
  return checks.flatMap((check) =>
    check.measured.filter(({ unit }) => TIMES.has(unit)).map((measure) => ({ ...measure, check: check.name })),
  );
}
