/** A small world to explain: a desk lends copies by sagas, and takes notes without. */
import { sagasIn } from '../../../../../chaos/evidence/sagas.ts';
import { explainSnapshot } from '../../../../../chaos/checkers/closed-world/snapshot.ts';
import type { ExplainedSnapshot, World } from '../../../../../chaos/checkers/closed-world/world.ts';
import type { Absence } from '../../../../../chaos/checkers/absence.ts';
import type { PredictedEnd } from '../../../../../chaos/prediction/predicted-end.ts';
import type { ExpectedOutcome, Fields, Operation, Snapshot } from '../../../../../chaos/schemas/index.ts';
import {
  change,
  either,
  type Expectations,
  type JudgedSnapshot,
  record,
  type SagaDefinition,
  type SystemDefinition,
} from '../../../../../chaos/system/index.ts';
import { at, experiment, journal } from '../../sound-run.ts';

/** View -> key -> fields. */
export type Held = Readonly<Record<string, Readonly<Record<string, Fields>>>>;

export const saga: SagaDefinition = {
  participants: { loan: { view: 'loans' }, copy: { view: 'copies', correlationId: 'loanId' } },
  owner: 'loan',
  times: { accepted: 'createdAt', changed: 'updatedAt' },
  ends: {
    completed: { loan: ['LENT'], copy: ['TAKEN'] },
    'rolled-back': { loan: ['CANCELLED'], copy: ['none'] },
  },
  rollback: 'rolled-back',
};

/** What each end leaves; without a saga, a note. */
export const expect: Expectations = {
  request({ correlationId: id }, end) {
    if (end === null) return [record('notes', id, { text: 'asked' })];
    if (end === 'rolled-back')
      return [
        record('loans', id, { state: 'CANCELLED' }),
        either([record('letters', id, { text: 'sorry' })], []),
        change('titles', 'dune', 'refused', 1),
      ];
    return [
      record('loans', id, { state: 'LENT' }),
      record('copies', { loanId: id }, { state: 'TAKEN' }),
      record('entries', { loanId: id }, { cents: 500 }),
      change('titles', 'emma', 'free', -1),
    ];
  },
};

/** The desk without sagas. */
export const plainDesk: SystemDefinition = {
  name: 'desk',
  reconciliation: { rules: [] },
  expect,
  journeys: { module: 'journeys.ts', journeys: { lend: { end: 'completed' }, note: { end: null } } },
};

export const desk: SystemDefinition = { ...plainDesk, saga };

export const LOAN = 'r1-lend-0';
export const NOTE = 'r1-note-0';

export const lent = { loans: { [LOAN]: { state: 'LENT' } }, copies: { c1: { loanId: LOAN, state: 'TAKEN' } } };
/** All that a completed loan leaves. */
export const completed: Held = {
  ...lent,
  entries: { e1: { loanId: LOAN, cents: 500 } },
  titles: { emma: { free: 9 } },
};

/** A request for a loan, or for a note. */
export function sent(correlationId = LOAN, changes: Partial<Operation> = {}): Operation {
  const [, scenario = '', iteration = ''] = correlationId.split('-');
  return {
    correlationId,
    scenario,
    iteration: Number(iteration),
    journey: scenario,
    sentAt: journal.startedAt,
    elapsedMs: 2000,
    status: 202,
    durationMs: 12,
    asked: {},
    ...changes,
  };
}

const EMPTY: Held = { loans: {}, copies: {}, notes: {}, entries: {}, letters: {}, titles: {} };

/** A snapshot at this real second of the run. */
function snapshotOf(name: Snapshot['name'], seconds: number, held: Held, system = desk): JudgedSnapshot {
  const views = new Map(
    Object.entries({ ...EMPTY, ...held }).map(([view, rows]) => [
      view,
      new Map(Object.entries(rows).map(([key, fields]) => [key, { key, fields }])),
    ]),
  );
  return { name, at: at(seconds), sagas: system.saga === undefined ? [] : sagasIn(views, system.saga), views };
}

export interface Given extends Partial<Omit<World, 'before' | 'prediction' | 'system'>> {
  readonly system?: SystemDefinition;
  readonly before?: Held;
  readonly held: Held;
  /** The predicted ends of requests that have one. */
  readonly ends?: Readonly<Record<string, string>>;
  /** Those that the reconciler brings to their end. */
  readonly stranded?: readonly string[];
  readonly outcomes?: readonly ExpectedOutcome[];
}

/** Long enough to excuse what it touches: from one second to another of the run. */
export const absentFrom = (from: number, to: number): Absence => ({
  fromMs: from * 1000,
  toMs: to * 1000,
  isTotal: true,
  materialMs: 0,
  text: 'the harness was absent',
});

export function explain({ system = desk, before = {}, held, ends = {}, stranded = [], outcomes = [], ...more }: Given) {
  const prediction = Object.entries(ends).map(([correlationId, end]): [string, PredictedEnd] => [
    correlationId,
    {
      correlationId,
      end,
      by: stranded.includes(correlationId) ? 'reconciler' : 'services',
      causes: [],
      hitBy: [],
      mayBeHitBy: [],
    },
  ]);
  return explainSnapshot(snapshotOf('drained', 16, held, system), {
    system,
    expect: system.expect ?? expect,
    journal: { ...journal, experiment: { ...experiment, expect: { alarms: [], outcomes: [...outcomes] } } },
    history: [],
    prediction: new Map(prediction),
    before: snapshotOf('before', 0, before, system),
    orphans: new Map(),
    isSentKnown: () => true,
    mayLackRequests: false,
    absences: [],
    releasesOf: () => [],
    statesOf: () => ({}),
    wasHit: () => false,
    isReconciled: false,
    ...more,
  });
}

/** The lines of each kind of finding that there are. */
export function linesOf(found: ExplainedSnapshot): Readonly<Record<string, readonly string[]>> {
  const { violations, excused, undecided, mistakes } = found;
  return Object.fromEntries(
    Object.entries({ violations, excused, undecided, mistakes }).flatMap(([kind, { lines }]) =>
      lines.length === 0 ? [] : [[kind, lines]],
    ),
  );
}

export const findingsOf = (given: Given) => linesOf(explain(given));
