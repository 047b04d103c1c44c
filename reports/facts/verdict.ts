import type { Check, Journal } from '@evenkeel/chaos/schemas';

export interface Headline {
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'open';
  /** What the word means, for readers who do not know the manual. */
  readonly meaning: string;
}

const HEADLINES: Record<'PASS' | 'FAIL' | 'INVALID', Headline> = {
  PASS: { word: 'PASS', tone: 'good', meaning: 'The hypothesis held, and the evidence is complete.' },
  FAIL: { word: 'FAIL', tone: 'bad', meaning: 'The evidence proves that the hypothesis did not hold.' },
  INVALID: {
    word: 'INVALID',
    tone: 'open',
    meaning: 'The run decides nothing, because something it needs did not happen or was not recorded.',
  },
};

const UNFINISHED: Record<Exclude<Journal['status'], 'completed'>, Headline> = {
  running: {
    word: 'UNFINISHED',
    tone: 'open',
    meaning: 'The run was killed, or it is still running. This report shows what it has left so far.',
  },
  stopped: { word: 'STOPPED', tone: 'open', meaning: 'A stop condition or `chaos stop` ended the run early.' },
  interrupted: {
    word: 'INTERRUPTED',
    tone: 'open',
    meaning: 'The run was interrupted before it was judged. This report shows what it left.',
  },
  broken: { word: 'BROKEN', tone: 'open', meaning: 'The harness broke, so the run says nothing about the system.' },
};

export function headlineOf({ status, verdict }: Pick<Journal, 'status' | 'verdict'>): Headline {
  if (verdict !== null) return HEADLINES[verdict];
  return status === 'completed' ? HEADLINES.INVALID : UNFINISHED[status];
}

/** Number of digits of a digest that people need to distinguish definitions. */
const DIGEST_SHOWN = 12;

export function systemText({ system }: Pick<Journal, 'system'>): string {
  return system === null ? 'no definition' : `${system.name}, definition ${system.digest.slice(0, DIGEST_SHOWN)}`;
}

export interface Measure {
  readonly check: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly budget: number | null;
}

/** Units of time, real and virtual. Other measurements are shown with faults, load and drift. */
const TIMES = new Set(['ms', 's', 'virtual s']);

/** Every time that a check measured or has a budget for. */
export function timesOf(checks: readonly Check[]): Measure[] {
  return checks.flatMap((check) =>
    check.measured
      .filter(({ unit, value, budget }) => TIMES.has(unit) && (value !== null || budget !== null))
      .map((measure) => ({ ...measure, check: check.name })),
  );
}
