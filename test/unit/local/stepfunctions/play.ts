/** Runs a definition on a clock that advances only in waits, with tasks that the test provides. */
import { Callbacks } from '../../../../local/stepfunctions/callbacks.ts';
import type { Json } from '../../../../local/stepfunctions/data/json.ts';
import type { MapRunOptions, TaskCall, Trail } from '../../../../local/stepfunctions/interpreter/ports.ts';
import { runStates } from '../../../../local/stepfunctions/interpreter/run-states.ts';
import { Scope } from '../../../../local/stepfunctions/interpreter/scope.ts';
import { parseDefinition } from '../../../../local/stepfunctions/language/parse-definition.ts';
import { StateError } from '../../../../local/stepfunctions/state-error.ts';

export const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:f';
/** How fast time-outs and heartbeats pass. */
const HASTE = 10;
export const START = Date.UTC(2026, 0, 1);

export interface Played {
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Virtual milliseconds that passed. */
  readonly waited: number;
  readonly events: readonly string[];
  readonly mapRuns: readonly MapRunOptions[];
}

interface PlayOptions {
  readonly input?: Json;
  readonly task?: (call: TaskCall, callbacks: Callbacks) => Promise<Json> | Json;
  readonly random?: () => number;
}

/** A task that throws an error of this name. */
export const failing = (error: string, cause = ''): never => {
  throw new StateError(error, cause);
};

/** A task that returns what it is given. */
const echo = ({ parameters }: TaskCall): Json => parameters;

export async function play(definition: object, options: PlayOptions = {}): Promise<Played> {
  const { input = {}, task = echo, random = () => 0.5 } = options;
  const machine = parseDefinition(JSON.stringify(definition));
  let now = START;
  const events: string[] = [];
  const mapRuns: MapRunOptions[] = [];
  const trail = (): Trail => ({ add: (type) => events.push(type), fork: trail });
  const callbacks = new Callbacks(() => performance.now() * HASTE);
  const common = {
    language: machine.QueryLanguage ?? ('JSONPath' as const),
    context: { Execution: { Id: 'arn:execution', Name: 'one', Input: input }, StateMachine: { Name: 'machine' } },
  };
  let ids = 0;
  const ports: Parameters<typeof runStates>[2]['ports'] = {
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    },
    timeouts: {
      elapsed: () => performance.now() * HASTE,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(resolve, Math.min(ms / HASTE, 2 ** 31 - 1));
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason as Error);
          });
        }),
    },
    random,
    newId: () => `id-${(ids += 1)}`,
    tasks: { run: (call) => Promise.resolve().then((): Json | Promise<Json> => task(call, callbacks)) },
    callbacks,
    openMapRun: (run) => {
      mapRuns.push(run);
      return {
        arn: 'arn:map-run',
        child: (item, context, _items, signal) =>
          runStates(run.processor, item, {
            ...common,
            language: run.language,
            context,
            ports,
            scope: new Scope(),
            trail: trail(),
            signal,
          }),
        close: (status) => events.push(`closed ${status}`),
      };
    },
  };
  const found = (): Pick<Played, 'waited' | 'events' | 'mapRuns'> => ({ waited: now - START, events, mapRuns });
  try {
    const signal = new AbortController().signal;
    const output = await runStates(machine, input, { ...common, ports, scope: new Scope(), trail: trail(), signal });
    return { output, ...found() };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { error: error.error, cause: error.message, ...found() };
  }
}

/** A machine of one state, which is the end. */
export const only = (state: object): object => ({ StartAt: 'S', States: { S: { End: true, ...state } } });
