/** Which end the experiment or the definition states for the operations of a scenario. */
import { type Experiment, type Operation, REQUEST_JOURNEY } from '../schemas/index.ts';
import type { SystemDefinition } from '../system/index.ts';
import { NO_SAGA } from './predicted-end.ts';

/**
 * The end of the operations that no fault hits: as the experiment states it, or else as their journey does. `none` if
 * they start no saga; undefined if neither says.
 */
export function statedEnd(
  { expect }: Pick<Experiment, 'expect'>,
  { journeys }: Pick<SystemDefinition, 'journeys'>,
  { scenario, journey }: Pick<Operation, 'scenario' | 'journey'>,
): string | undefined {
  const stated = expect.outcomes.find((outcome) => outcome.scenario === scenario && outcome.hitBy === undefined)?.end;
  if (stated !== undefined) return stated;
  const own = journeys?.journeys[journey];
  return own === undefined ? undefined : (own.end ?? NO_SAGA);
}

/** The parts of an experiment that say which requests it sends and how their sagas end, as far as they can be read. */
interface Statements {
  readonly phases: readonly { readonly scenarios?: readonly SentScenario[] | undefined }[];
  readonly faults: readonly {
    readonly id?: string | undefined;
    readonly scenario?: string | undefined;
    readonly rate?: number | undefined;
    readonly iterations?: readonly number[] | undefined;
  }[];
  readonly outcomes: readonly {
    readonly scenario?: string | undefined;
    readonly hitBy?: string | undefined;
    readonly end?: string | undefined;
  }[];
}

interface SentScenario {
  readonly name?: string | undefined;
  readonly journey?: string | undefined;
  readonly request?: unknown;
}

/** A scenario whose requests may start sagas of which nothing states the end. */
export interface UnstatedScenario {
  readonly scenario: string;
  readonly method: string;
  /** Its place in `phases[].scenarios[]`. */
  readonly at: readonly [phase: number, scenario: number];
}

/** Methods that ask for something and change nothing. */
const READING = ['GET', 'HEAD'];

/**
 * The scenarios of an experiment on a system with sagas that send plain requests which may change something, and of
 * which no outcome states the end. Without it, nobody notices when the system loses an accepted request.
 */
export function unstatedScenarios({ phases, faults, outcomes }: Statements): UnstatedScenario[] {
  return phases.flatMap(({ scenarios = [] }, phase) =>
    scenarios.flatMap(({ name, journey, request }, index): UnstatedScenario[] => {
      const method = methodOf(request);
      if (name === undefined || journey !== REQUEST_JOURNEY || READING.includes(method)) return [];
      // An outcome without `hitBy` is not allowed if a fault hits every operation; one of the fault's must then state it.
      const hitsAll = faults.filter(
        (fault) => fault.scenario === name && fault.iterations === undefined && (fault.rate ?? 1) >= 1,
      );
      const isStated = outcomes.some(
        ({ scenario, hitBy, end }) =>
          scenario === name && end !== undefined && (hitBy === undefined || hitsAll.some(({ id }) => id === hitBy)),
      );
      return isStated ? [] : [{ scenario: name, method, at: [phase, index] }];
    }),
  );
}

/** GET by default. */
function methodOf(request: unknown): string {
  const method = typeof request === 'object' && request !== null && 'method' in request ? request.method : undefined;
  return typeof method === 'string' ? method : 'GET';
}

/** What to write into an outcome, such as `end: billed`, or `end: none` for requests that start no saga. */
export function endToState(ends: readonly string[]): string {
  const [first = '', ...others] = ends;
  const choices = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  return `\`end: ${first}\`${choices}, or \`end: ${NO_SAGA}\` if they start no saga`;
}
