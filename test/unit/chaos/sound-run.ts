/** A small run without violations. Tests change one thing in it. */
import type {
  Fields,
  Journal,
  LedgerEntry,
  Operation,
  ReconcileResult,
  RunEvent,
  Snapshot,
  StoredRecord,
} from '../../../chaos/schemas/index.ts';
import { parseExperiment } from '../../../chaos/documents/index.ts';
import { complete, type Evidence, experimentDigest, SagaLog, type Traces } from '../../../chaos/evidence/index.ts';
import { predict } from '../../../chaos/prediction/index.ts';
import type { JudgedSnapshot, SagaState, SystemDefinition } from '../../../chaos/system/index.ts';
import { k6Of } from './k6-files.ts';
import { sample } from './sample-system.ts';

const START = Date.parse('2026-01-01T12:00:00.000Z');
const SPEED = 20;

/** The virtual time of a moment of the run, given in real seconds. */
export const at = (seconds: number) => new Date(START + seconds * 1000 * SPEED).toISOString();

export const experiment = parseExperiment(
  `
version: 1
name: small
title: Small
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: http, path: /titles }] }
phases:
  - { name: baseline, seconds: 5, scenarios: [{ name: base, journey: lend, rate: 0.2 }] }
  - name: broken
    seconds: 5
    drainSeconds: 5
    scenarios: [{ name: hit, journey: lend, rate: 0.2 }, { name: dear, journey: overdrawn, rate: 0.2 }]
faults:
  - id: broken-reservation
    fault: exception
    scenario: hit
    rate: 1
    leaseSeconds: 30
    parameters: { service: shelf, step: hold, point: before-commit }
drift:
  - { id: wrong-title, fault: store-drift, count: 1, parameters: { kind: title-misspelt } }
reconcile: { by: schedule, timeoutSeconds: 60 }
expect: { alarms: [{ name: errors-shelf, cause: broken-reservation, withinSeconds: 120 }] }
budgets: { detectSeconds: 120, rollbackSeconds: 10, convergeSeconds: 200 }
`,
  'small.yaml',
  { system: sample },
);

export const journal: Journal = {
  version: 1,
  status: 'completed',
  run: 'r1',
  experiment,
  experimentDigest: experimentDigest(experiment),
  seed: 7,
  speed: SPEED,
  target: 'local',
  system: { name: sample.name, digest: '5a' },
  sabotage: null,
  versions: {},
  command: 'evenkeel chaos run small.yaml',
  startedAt: '2026-06-01T08:00:00.000Z',
  virtualStartedAt: at(0),
  endedAt: '2026-06-01T08:01:00.000Z',
  counts: Object.fromEntries(['before', 'drained', 'drifted', 'end'].map((name) => [`state/${name}/snapshot.json`, 6])),
  alarms: ['errors-shelf', 'errors-fees'],
  rules: ['titles'],
  load: {
    exitCode: 0,
    droppedIterations: 0,
    scenarios: {
      base: { planned: 1, started: 1 },
      hit: { planned: 1, started: 1 },
      dear: { planned: 1, started: 1 },
    },
    failedThresholds: [],
  },
  hits: { 'broken-reservation': { predicted: 1, observed: 1 } },
  figures: { startSeconds: 0 },
  checks: [],
  verdict: null,
  reasons: [],
};

function operation(scenario: string, journey: string, seconds: number): Operation {
  return {
    correlationId: `r1-${scenario}-0`,
    scenario,
    iteration: 0,
    journey,
    sentAt: new Date(Date.parse(journal.startedAt) + seconds * 1000).toISOString(),
    elapsedMs: seconds * 1000,
    status: 202,
    durationMs: 12,
    asked: { title: 'emma' },
  };
}

export const history: Operation[] = [
  operation('base', 'lend', 2),
  operation('hit', 'lend', 6),
  operation('dear', 'overdrawn', 7),
];

/** A saga with the states of its participants, from and to the given seconds. */
function sagaOf(
  correlationId: string,
  [from, to]: [from: number, to: number],
  states: Record<string, string>,
): SagaState {
  const { loan, copy, fee } = states;
  return {
    correlationId,
    records: {
      loan: loan === undefined ? null : { state: loan, createdAt: at(from), updatedAt: at(to) },
      copy: copy === undefined ? null : { loanId: correlationId, state: copy, title: 'emma', copies: 1 },
      fee: fee === undefined ? null : { status: fee, cents: 500 },
    },
  };
}

export const sagas: SagaState[] = [
  sagaOf('r1-base-0', [2, 3], { loan: 'LENT', copy: 'TAKEN', fee: 'PAID' }),
  sagaOf('r1-hit-0', [6, 9], { loan: 'CANCELLED', copy: 'FREED', fee: 'WAIVED' }),
  sagaOf('r1-dear-0', [7, 8], { loan: 'CANCELLED', copy: 'FREED' }),
];

type Rows = Readonly<Record<string, Fields>>;

const records = (rows: Rows): ReadonlyMap<string, StoredRecord> =>
  new Map(Object.entries(rows).map(([key, fields]) => [key, { key, fields }]));

/** The records of one participant, by its key. */
const heldBy = (participant: string, held: readonly SagaState[], keyOf = (correlationId: string) => correlationId) =>
  Object.fromEntries(
    held.flatMap(({ correlationId, records: own }) => {
      const fields = own[participant] ?? null;
      return fields === null ? [] : [[keyOf(correlationId), fields]];
    }),
  );

const TITLE: Fields = { name: 'Emma', updatedAt: at(0) };
const MISSPELT: Fields = { ...TITLE, name: 'Ema' };

/** The stores after the drift was seeded. */
export const drifted = (): JudgedSnapshot => snapshot('drifted', 18, sagas, { 'desk.titles': { emma: MISSPELT } });

/** A snapshot that holds these sagas. @param changed the rows of views that are replaced */
export function snapshot(
  name: Snapshot['name'],
  seconds: number,
  held: readonly SagaState[] = sagas,
  changed: Readonly<Record<string, Rows>> = {},
): JudgedSnapshot {
  const out = held.length === 0 ? 0 : 1;
  const rows: Record<string, Rows> = {
    'desk.loans': heldBy('loan', held),
    'shelf.holds': heldBy('copy', held, (correlationId) => `hold-${correlationId}`),
    'fees.charges': heldBy('fee', held),
    'fees.entries': held.length === 0 ? {} : { 'entry-1': { loanId: 'r1-base-0', kind: 'CHARGE', cents: 500 } },
    'shelf.titles': { emma: { owned: 100, free: 100 - out } },
    'desk.titles': { emma: TITLE },
    ...changed,
  };
  const views = new Map(Object.entries(rows).map(([view, one]) => [view, records(one)]));
  return { name, at: at(seconds), sagas: [...held], views };
}

const when = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });

/** No mute rule holds back the actions of an alarm. */
const muted = (seconds: number): RunEvent => ({ ...when(seconds), kind: 'alarms.muted', alarms: [] });

/** The deployment is as designed, and something emits the metric of every alarm. */
const deployment = (edge: 'start' | 'end', seconds: number, later: number): RunEvent[] => [
  {
    ...when(seconds),
    kind: 'deployment.compared',
    when: edge,
    compared: { alarms: 2, filters: 1, schedules: 1, dashboards: 0 },
    differences: [],
    omitted: [],
  },
  { ...when(later), kind: 'alarms.blind', when: edge, alarms: [] },
  ...(edge === 'start' ? [muted(later)] : []),
];

const WATCHED = [
  { who: 'the harness', beats: 270 },
  { who: 'the local AWS', beats: 270 },
  { who: 'k6', beats: 15 },
];

export const events: RunEvent[] = [
  {
    ...when(0),
    kind: 'alarms.listed',
    alarms: [
      { name: 'errors-shelf', state: 'OK' },
      { name: 'errors-fees', state: 'INSUFFICIENT_DATA' },
    ],
  },
  ...deployment('start', 0, 0),
  { ...when(0), kind: 'probe', when: 'before', probe: 'alarms', ok: true, message: 'none is in ALARM' },
  { ...when(0), kind: 'snapshot', name: 'before', from: at(0) },
  { ...when(1), kind: 'phase.began', phase: 'baseline' },
  { ...when(4), kind: 'fault.armed', faultId: 'broken-reservation', fault: 'exception', until: at(35) },
  { ...when(5), kind: 'phase.ended', phase: 'baseline' },
  { ...when(5), kind: 'phase.drained', phase: 'baseline' },
  { ...when(5), kind: 'phase.began', phase: 'broken' },
  {
    ...when(6.1),
    kind: 'fault.hit',
    faultId: 'broken-reservation',
    correlationId: 'r1-hit-0',
    point: 'before-commit',
    attempt: 1,
  },
  { ...when(8), kind: 'alarm', alarm: 'errors-shelf', from: 'OK', to: 'ALARM', reason: '1 datapoint' },
  { ...when(10), kind: 'phase.ended', phase: 'broken' },
  { ...when(10.5), kind: 'backlog', unfinished: 1 },
  { ...when(11.5), kind: 'backlog', unfinished: 0 },
  { ...when(14), kind: 'alarm', alarm: 'errors-shelf', from: 'ALARM', to: 'OK', reason: 'quiet' },
  { ...when(15), kind: 'phase.drained', phase: 'broken' },
  { ...when(15), kind: 'fault.released', faultId: 'broken-reservation' },
  { ...when(16), kind: 'snapshot', name: 'drained', from: at(16) },
  {
    ...when(17),
    kind: 'drift.seeded',
    faultId: 'wrong-title',
    rule: 'titles',
    key: 'emma',
    description: 'title of emma misspelt',
    consequences: [],
    writes: [{ view: 'desk.titles', key: 'emma', before: TITLE, after: MISSPELT }],
  },
  { ...when(18), kind: 'snapshot', name: 'drifted', from: at(18) },
  { ...when(20), kind: 'reconcile.began', runId: 'hourly', trigger: 'schedule' },
  { ...when(22), kind: 'reconcile.ended', runId: 'hourly', outcome: 'repaired', drift: 1, repaired: 1 },
  { ...when(24), kind: 'probe', when: 'after', probe: 'http /titles', ok: true, message: '200 after 12 ms' },
  { ...when(25), kind: 'snapshot', name: 'end', from: at(25) },
  { ...when(26), kind: 'iterator-ages.read', functions: 1 },
  { ...when(26), kind: 'iterator-age', function: 'shelf-loans', maximumMs: 900 },
  ...deployment('end', 26, 26.5),
  { ...when(27), kind: 'heartbeats', watched: WATCHED },
];

export const reconcile: ReconcileResult = {
  runId: 'hourly',
  outcome: 'repaired',
  startedAt: at(20),
  endedAt: at(22),
  rules: [
    {
      name: 'titles',
      outcome: 'repaired',
      rows: { left: 1, right: 1 },
      candidates: 1,
      drift: 1,
      repaired: 1,
      deferred: 0,
      accepted: 0,
      bytes: 100,
      seconds: 1,
    },
  ],
  differences: [
    {
      rule: 'titles',
      key: 'emma',
      kind: 'different',
      fields: { name: { left: 'Emma', right: 'Ema' } },
      masters: { name: 'left' },
      repaired: true,
    },
  ],
};

export const ledger: LedgerEntry[] = [
  {
    operationId: 'titles#emma',
    rule: 'titles',
    key: 'emma',
    action: { kind: 'write', view: 'desk.titles', write: 'update' },
    status: 'done',
    intendedAt: at(21),
    concludedAt: at(21),
    preImage: { key: 'emma', fields: MISSPELT },
    postImage: { key: 'emma', fields: TITLE },
    undoes: false,
  },
];

export interface Changes {
  readonly journal?: Partial<Journal>;
  /** Null: the run has no definition. */
  readonly system?: SystemDefinition | null;
  readonly history?: readonly Operation[];
  readonly events?: readonly RunEvent[];
  readonly before?: JudgedSnapshot;
  readonly drained?: JudgedSnapshot;
  readonly end?: JudgedSnapshot;
  readonly drifted?: JudgedSnapshot;
  readonly reconciles?: readonly ReconcileResult[];
  readonly k6?: ReturnType<typeof k6Of>;
  /** Logged sagas that the history does not have. */
  readonly unsent?: readonly string[];
  /** The ledger of the run `hourly`; of any other run, it is empty. */
  readonly ledger?: readonly LedgerEntry[];
  /** Parts that could not be read, each with the reason. */
  readonly missing?: Partial<Record<keyof Evidence['parts'], string>>;
  readonly traces?: Traces;
  readonly seal?: { readonly files: number; readonly changes: readonly string[]; readonly isSigned: boolean };
}

/** The sound run with some of its parts replaced. */
export function evidence(changes: Changes = {}): Evidence {
  const sent = changes.history ?? history;
  const changed = { ...journal, ...changes.journal };
  const judged = { ...changed, experimentDigest: experimentDigest(changed.experiment) };
  const system = changes.system === null ? undefined : (changes.system ?? sample);
  const reconciles = changes.reconciles ?? [reconcile];
  const ledgerOf = (runId: string) => (runId === reconcile.runId ? (changes.ledger ?? ledger) : []);
  const missing = Object.fromEntries(
    Object.entries(changes.missing ?? {}).map(([part, reason]) => [part, { complete: false, reason }]),
  );
  return {
    journal: judged,
    system,
    parts: {
      events: complete((changes.events ?? events).filter((event) => event.kind !== 'saga')),
      history: complete(sent),
      prediction: complete(predict(judged.experiment, judged.seed, sent, system)),
      before: complete(changes.before ?? snapshot('before', 0, [])),
      drained: complete(changes.drained ?? snapshot('drained', 16)),
      drifted: complete(changes.drifted ?? drifted()),
      end: complete(changes.end ?? snapshot('end', 25)),
      reconciles: complete(reconciles),
      ledgers: complete(new Map(reconciles.map(({ runId }) => [runId, ledgerOf(runId)]))),
      k6: complete(changes.k6 ?? k6Of(judged, sent)),
      unsent: complete(new Set(changes.unsent ?? [])),
      transitions: complete(loggedIn(changes.events ?? events)),
      access: complete(undefined),
      traces: complete(changes.traces),
      seal: complete(changes.seal ?? { files: 0, changes: [], isSigned: false }),
      ...missing,
    },
  };
}

function loggedIn(all: readonly RunEvent[]): SagaLog {
  const log = new SagaLog();
  for (const event of all) if (event.kind === 'saga') log.add(event.correlationId, event);
  return log;
}
