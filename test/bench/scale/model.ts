/** What a distributed run over many rows takes: workers, time, read units and dollars, from measured constants. */

/** `constants.json` says where they come from. */
export interface Constants {
  /** Rows that a worker streams from DynamoDB and hashes in a second, with one virtual CPU. */
  readonly streamedRowsPerSecond: number;
  /** Rows that one core of PostgreSQL hashes and adds up in a second. */
  readonly sketchedRowsPerCoreSecond: number;
  /** Megabytes of packed sketches that one process reads from the control table and adds up in a second. */
  readonly mergedMegabytesPerSecond: number;
  /** Differences that one process reads again, repairs and records in a second. */
  readonly repairedPerSecond: number;
}

/** List prices in US dollars. */
export interface Prices {
  readonly millionReadUnits: number;
  readonly millionWriteUnits: number;
  readonly lambdaGigabyteSecond: number;
  readonly millionLambdaRequests: number;
  readonly millionStateTransitions: number;
}

/** DynamoDB against PostgreSQL, with some differences. */
export interface Scenario {
  readonly rows: number;
  /** The most workers at the same time. */
  readonly workers: number;
  readonly differences: number;
  readonly itemBytes: number;
  /** Cores of the database that a run may use. */
  readonly databaseCores: number;
}

export interface Estimate {
  readonly parts: number;
  readonly cells: number;
  /** Rows of both sides that share a cell with several differences, and so are read again. */
  readonly crowdedRows: number;
  readonly minutes: Readonly<Record<'sketch' | 'merge' | 'read' | 'conclude' | 'whole', number>>;
  readonly readUnits: number;
  readonly usd: Readonly<Record<'reads' | 'state' | 'workers' | 'transitions' | 'whole', number>>;
}

// As in reconciler/distributed and the engine's plan of parts.
const PART_SECONDS = 240;
const MAX_PARTS = 10_000;
const MAX_CELLS = 2 ** 20;
const ROWS_PER_CELL = 64;
const CELL_BYTES = 36;
const GROUP = 32;

/** The settle window. */
const SETTLE_SECONDS = 120;
const WORKER_GIGABYTES = 1;
/** State transitions of one child execution: its start, its task and its end. */
const TRANSITIONS = 3;

export function estimate(scenario: Scenario, constants: Constants, prices: Prices): Estimate {
  const { rows, workers, differences, itemBytes, databaseCores } = scenario;
  const streamed = partsOf(rows / constants.streamedRowsPerSecond);
  const sketched = partsOf(rows / constants.sketchedRowsPerCoreSecond);
  const parts = streamed.count + sketched.count;
  const cells = Math.min(MAX_CELLS, 2 ** Math.ceil(Math.log2(rows / ROWS_PER_CELL)));
  const crowdedRows = crowdedCells(differences, cells) * (rows / cells) * 2;
  // A worker that waits for the database takes a place too; no more of them work than the database has cores.
  const atDatabase = Math.min(databaseCores, sketched.count, Math.floor(workers / 2));
  const pass = Math.max(
    Math.ceil(streamed.count / (workers - atDatabase)) * streamed.seconds,
    Math.ceil(sketched.count / atDatabase) * sketched.seconds,
  );
  const groups = Math.ceil(streamed.count / GROUP) + Math.ceil(sketched.count / GROUP);
  const megabytes = (sketches: number): number => (sketches * cells * CELL_BYTES) / 1e6;
  const groupSeconds = megabytes(GROUP) / constants.mergedMegabytesPerSecond;
  const merge = Math.ceil(groups / workers) * groupSeconds + megabytes(groups) / constants.mergedMegabytesPerSecond;
  const conclude = SETTLE_SECONDS + differences / constants.repairedPerSecond;
  const readUnits = (2 * rows * itemBytes) / 4096;
  const stored = megabytes(parts + groups);
  const workerSeconds =
    2 * (streamed.count * streamed.seconds + sketched.count * sketched.seconds) + groups * groupSeconds;
  const children = 2 * parts + groups;
  const usd = {
    reads: (readUnits / 1e6) * prices.millionReadUnits,
    state: (stored / 1024) * prices.millionWriteUnits + (stored / 4096) * prices.millionReadUnits,
    workers:
      workerSeconds * WORKER_GIGABYTES * prices.lambdaGigabyteSecond + (children / 1e6) * prices.millionLambdaRequests,
    transitions: ((children * TRANSITIONS) / 1e6) * prices.millionStateTransitions,
  };
  const minutes = { sketch: pass / 60, merge: merge / 60, read: pass / 60, conclude: conclude / 60 };
  return {
    parts,
    cells,
    crowdedRows,
    minutes: { ...minutes, whole: sum(minutes) },
    readUnits,
    usd: { ...usd, whole: sum(usd) },
  };
}

/** Parts of four minutes; longer ones if there would be too many. */
function partsOf(seconds: number): { readonly count: number; readonly seconds: number } {
  const count = Math.min(MAX_PARTS, Math.max(1, Math.ceil(seconds / PART_SECONDS)));
  return { count, seconds: seconds / count };
}

/** Cells with at least two of the differences, which fall into cells at random. */
function crowdedCells(differences: number, cells: number): number {
  const load = differences / cells;
  return cells * (1 - Math.exp(-load) * (1 + load));
}

const sum = (figures: Readonly<Record<string, number>>): number =>
  Object.values(figures).reduce((total, each) => total + each, 0);
