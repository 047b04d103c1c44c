/** What each type of state does, and how errors are retried and caught. */
import { describe, expect, it } from '@jest/globals';
import { failing, LAMBDA, only, play, START } from './play.ts';

const task = { Type: 'Task', Resource: LAMBDA };

describe('Choice', () => {
  const choose = async (condition: object, input: object): Promise<unknown> => {
    const definition = {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ ...condition, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: 'yes', End: true },
        No: { Type: 'Pass', Result: 'no', End: true },
      },
    };
    return (await play(definition, { input: input as never })).output;
  };

  it.each([
    [{ Variable: '$.n', NumericGreaterThanEquals: 5 }, { n: 5 }, 'yes'],
    [{ Variable: '$.n', NumericLessThanPath: '$.m' }, { n: 5, m: 5 }, 'no'],
    [{ Variable: '$.n', StringEquals: '5' }, { n: 5 }, 'no'],
    [{ Variable: '$.s', StringMatches: 'log-*.txt' }, { s: 'log-1.txt' }, 'yes'],
    [{ Variable: '$.s', StringMatches: String.raw`a\*b` }, { s: 'aXb' }, 'no'],
    [{ Variable: '$.s', StringMatches: String.raw`a\*b` }, { s: 'a*b' }, 'yes'],
    [{ Variable: '$.t', TimestampLessThan: '2026-01-01T00:00:00Z' }, { t: '2025-12-31T23:59:59+00:00' }, 'yes'],
    [{ Variable: '$.b', BooleanEquals: false }, { b: false }, 'yes'],
    [{ Variable: '$.x', IsPresent: false }, {}, 'yes'],
    [{ Variable: '$.x', IsNull: true }, { x: null }, 'yes'],
    [{ Variable: '$.x', IsTimestamp: true }, { x: 'yesterday' }, 'no'],
    [{ Not: { Variable: '$.n', NumericEquals: 1 } }, { n: 2 }, 'yes'],
    [{ And: [{ Variable: '$.n', IsNumeric: true }, { Or: [{ Variable: '$.n', NumericEquals: 1 }] }] }, { n: 1 }, 'yes'],
  ])('%j of %j is %s', async (condition, input, expected) => {
    expect(await choose(condition, input)).toBe(expected);
  });

  it('fails with States.NoChoiceMatched without a default', async () => {
    const definition = {
      StartAt: 'C',
      States: { C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'C' }] } },
    };
    expect((await play(definition, { input: { n: 2 } })).error).toBe('States.NoChoiceMatched');
  });

  it('evaluates a JSONata condition, and the output of the rule that is met', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.n > 1 %}', Output: { big: true }, Next: 'End' }],
          Default: 'End',
        },
        End: { Type: 'Succeed' },
      },
    };
    expect((await play(definition, { input: { n: 2 } })).output).toEqual({ big: true });
    expect((await play(definition, { input: { n: 1 } })).output).toEqual({ n: 1 });
  });
});

describe('Wait', () => {
  it('waits on the virtual clock, for seconds or until a time', async () => {
    expect((await play(only({ Type: 'Wait', Seconds: 3600 }))).waited).toBe(3_600_000);
    const until = new Date(START + 90_000).toISOString();
    expect((await play(only({ Type: 'Wait', TimestampPath: '$.until' }), { input: { until } })).waited).toBe(90_000);
    expect((await play(only({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z' }))).waited).toBe(0);
  });
});

describe('Fail', () => {
  it('ends with its error and cause, which may come from paths', async () => {
    const definition = { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.e', Cause: 'because' } } };
    expect(await play(definition, { input: { e: 'Bad' } })).toMatchObject({ error: 'Bad', cause: 'because' });
  });
});

describe('Parallel', () => {
  it('gives the outputs of its branches in their order', async () => {
    const branch = (Result: number): object => ({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } });
    expect((await play(only({ Type: 'Parallel', Branches: [branch(1), branch(2)] }))).output).toEqual([1, 2]);
  });

  it('fails with the error of the first branch that fails, which a catcher can take', async () => {
    const bad = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Bad', Cause: 'c' } } };
    const slow = { StartAt: 'T', States: { T: { ...task, End: true } } };
    const definition = {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [slow, bad],
          Catch: [{ ErrorEquals: ['Bad'], ResultPath: '$.e', Next: 'D' }],
          End: true,
        },
        D: { Type: 'Pass', End: true },
      },
    };
    const { output } = await play(definition, { input: { a: 1 }, task: () => new Promise(() => undefined) });
    expect(output).toEqual({ a: 1, e: { Error: 'Bad', Cause: 'c' } });
  });
});

describe('Map', () => {
  const ItemProcessor = { StartAt: 'T', States: { T: { ...task, End: true } } };

  it('runs every item, in order of the items, at most MaxConcurrency at a time', async () => {
    let running = 0;
    let most = 0;
    const map = {
      Type: 'Map',
      ItemsPath: '$.list',
      MaxConcurrency: 2,
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'k.$': '$.k' },
      ItemProcessor,
    };
    const { output } = await play(only(map), {
      input: { list: ['a', 'b', 'c'], k: 9 },
      task: async ({ parameters }) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return parameters;
      },
    });
    expect(output).toEqual([
      { v: 'a', i: 0, k: 9 },
      { v: 'b', i: 1, k: 9 },
      { v: 'c', i: 2, k: 9 },
    ]);
    expect(most).toBe(2);
  });

  const distributed = (more: object): object =>
    only({
      Type: 'Map',
      ...more,
      ItemProcessor: { ...ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });

  it('passes batches to the executions of a distributed map', async () => {
    const batches: unknown[] = [];
    const { output, mapRuns } = await play(
      distributed({ ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { x: 1 } } }),
      {
        input: [1, 2, 3],
        task: ({ parameters }) => {
          batches.push(parameters);
          return null;
        },
      },
    );
    expect(batches).toEqual([
      { BatchInput: { x: 1 }, Items: [1, 2] },
      { BatchInput: { x: 1 }, Items: [3] },
    ]);
    expect(output).toEqual([null, null]);
    expect(mapRuns).toMatchObject([{ total: 2, items: 3 }]);
  });

  it('splits batches by their bytes', async () => {
    const sizes: number[] = [];
    await play(distributed({ ItemBatcher: { MaxInputBytesPerBatch: 40 } }), {
      input: ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'],
      task: ({ parameters }) => {
        sizes.push(Buffer.byteLength(JSON.stringify(parameters)));
        return null;
      },
    });
    expect(sizes).toHaveLength(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
  });

  const failsFor = (bad: readonly number[]) => ({
    input: Array.from({ length: 10 }, (_item, at) => at),
    task: ({ parameters }: { readonly parameters: unknown }): number =>
      bad.includes(parameters as number) ? failing('Bad') : (parameters as number),
  });

  it('fails a distributed map at the first failure, unless failures are tolerated', async () => {
    expect((await play(distributed({}), failsFor([3]))).error).toBe('States.ExceedToleratedFailureThreshold');
    const { output, events } = await play(distributed({ ToleratedFailurePercentage: 20 }), failsFor([3, 4]));
    expect(output).toEqual([0, 1, 2, 5, 6, 7, 8, 9]);
    expect(events).toContain('closed SUCCEEDED');
    expect((await play(distributed({ ToleratedFailureCount: 1 }), failsFor([3, 4]))).error).toBe(
      'States.ExceedToleratedFailureThreshold',
    );
  });
});

describe('Retry and Catch', () => {
  it('retries with growing delays on the virtual clock, up to the maximum delay and number of attempts', async () => {
    let calls = 0;
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 }];
    const { error, waited } = await play(only({ ...task, Retry }), {
      task: () => {
        calls += 1;
        return failing('Busy');
      },
    });
    expect([error, calls, waited]).toEqual(['Busy', 4, (2 + 6 + 10) * 1000]);
  });

  it('draws delays at random with full jitter, and the task can read how often it was retried', async () => {
    const seen: unknown[] = [];
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 4, MaxAttempts: 1, JitterStrategy: 'FULL' }];
    const state = { ...task, Parameters: { 'n.$': '$$.State.RetryCount' }, Retry };
    const { output, waited } = await play(only(state), {
      random: () => 0.25,
      task: ({ parameters }) => {
        seen.push(parameters);
        return seen.length === 1 ? failing('Busy') : 'done';
      },
    });
    expect([output, waited, seen]).toEqual(['done', 1000, [{ n: 0 }, { n: 1 }]]);
  });

  it('counts the attempts of each retrier on its own', async () => {
    const errors = ['A', 'B', 'A', 'B'];
    const Retry = ['A', 'B'].map((name) => ({ ErrorEquals: [name], MaxAttempts: 2 }));
    const { output } = await play(only({ ...task, Retry }), {
      task: () => {
        const error = errors.shift();
        return error === undefined ? 'done' : failing(error);
      },
    });
    expect(output).toBe('done');
  });

  it('matches wildcards as documented', async () => {
    const caughtBy = async (name: string, error: string): Promise<boolean> => {
      const definition = {
        StartAt: 'T',
        States: { T: { ...task, Catch: [{ ErrorEquals: [name], Next: 'D' }], End: true }, D: { Type: 'Succeed' } },
      };
      return (await play(definition, { task: () => failing(error) })).error === undefined;
    };
    expect(await caughtBy('States.ALL', 'Any')).toBe(true);
    expect(await caughtBy('States.ALL', 'States.DataLimitExceeded')).toBe(false);
    expect(await caughtBy('States.ALL', 'States.Runtime')).toBe(false);
    expect(await caughtBy('States.TaskFailed', 'Any')).toBe(true);
    expect(await caughtBy('States.TaskFailed', 'States.Timeout')).toBe(false);
    expect(await caughtBy('States.Timeout', 'States.HeartbeatTimeout')).toBe(true);
  });

  it('fails a task that returns more than 256 KB', async () => {
    const { error } = await play(only(task), { task: () => 'x'.repeat(262_144) });
    expect(error).toBe('States.DataLimitExceeded');
    expect((await play(only(task), { task: () => 'x'.repeat(262_142) })).error).toBeUndefined();
  });
});

describe('time limits of a task', () => {
  it('fails it with States.Timeout, and aborts the call', async () => {
    let isStopped = false;
    const { error } = await play(only({ ...task, TimeoutSeconds: 1 }), {
      task: ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            isStopped = true;
          });
        }),
    });
    expect([error, isStopped]).toEqual(['States.Timeout', true]);
  });

  const callback = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
  };
  const tokenOf = (parameters: unknown): string => (parameters as { Payload: { token: string } }).Payload.token;

  it('ends a callback task with what is sent for its token', async () => {
    const { output } = await play(only(callback), {
      task: ({ parameters }, callbacks) => {
        setTimeout(() => {
          callbacks.succeed(tokenOf(parameters), { ok: true });
        }, 5);
        return {};
      },
    });
    expect(output).toEqual({ ok: true });
  });

  it('fails it with States.HeartbeatTimeout once heartbeats stop', async () => {
    const began = performance.now();
    const { error } = await play(only({ ...callback, HeartbeatSeconds: 1 }), {
      task: ({ parameters }, callbacks) => {
        for (const ms of [50, 100, 150]) {
          setTimeout(() => {
            callbacks.beat(tokenOf(parameters));
          }, ms);
        }
        return {};
      },
    });
    expect(error).toBe('States.HeartbeatTimeout');
    expect(performance.now() - began).toBeGreaterThan(230);
  });
});
