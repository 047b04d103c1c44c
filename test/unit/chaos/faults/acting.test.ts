/** What each fault does to a step or a handler that it hits. */
import { describe, expect, it } from '@jest/globals';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { wrapHandler } from '../../../../chaos/injector/handler.ts';
import { wrapStep } from '../../../../chaos/injector/step.ts';
import { armed, injector, type FakePorts } from '../injector/fake-ports.ts';

const at = { service: 'payment', step: 'prepare' };

/** A step that writes to its store and answers what it wrote. */
function preparing(ports: FakePorts) {
  const stored: string[] = [];
  class Store {
    readonly name = 'payments';
    put(id: string): Promise<string> {
      stored.push(id);
      return Promise.resolve(`${this.name}: ${id}`);
    }
  }
  const step = wrapStep(
    'payment',
    async ({ correlationId }: { step: string; correlationId: string }, { store }: { store: Store }) =>
      store.put(correlationId),
    stepFaults,
    ports,
  );
  return {
    stored,
    prepare: (correlationId = 'r1-load-0') => step({ step: 'prepare', correlationId }, { store: new Store() }),
  };
}

/** A handler of its own service, which answers how often it was called. */
function handling(ports: FakePorts, service: string, step?: string) {
  let calls = 0;
  const handler = wrapHandler(
    (event: { id: string }) => {
      calls += 1;
      return Promise.resolve(event.id === '' ? 0 : calls);
    },
    { service, correlationId: ({ id }) => id, ...(step !== undefined && { step: () => step }) },
    stepFaults,
    ports,
  );
  return { calls: () => calls, handle: (id = 'r1-load-0') => handler({ id }) };
}

describe('latency', () => {
  it.each([
    ['before the store is written', { ...at, ms: 250 }, 'before-commit'],
    ['after it', { ...at, ms: 250, point: 'after-commit' }, 'after-commit'],
  ])('delays a step %s', async (_when, parameters, point) => {
    const ports = injector([armed({ fault: 'latency', parameters })]);
    await expect(preparing(ports).prepare()).resolves.toBe('payments: r1-load-0');
    expect(ports.slept).toEqual([250]);
    expect(ports.lines).toMatchObject([{ point }]);
  });

  it.each([
    ['a range', { fromMs: 100, toMs: 300 }, 200, 10],
    ['an exponential distribution', { distribution: 'exponential', meanMs: 200 }, 200, 20],
    ['a normal distribution', { distribution: 'normal', meanMs: 200, deviationMs: 20 }, 200, 3],
  ])('is drawn from %s, by the seed alone', async (_what, parameters, mean, tolerance) => {
    const faults = [armed({ fault: 'latency', parameters: { ...at, ...parameters } })];
    const injectors = [injector(faults), injector(faults)];
    for (const ports of injectors) {
      const { prepare } = preparing(ports);
      for (let iteration = 0; iteration < 500; iteration += 1) await prepare(`r1-load-${iteration}`);
    }
    const [first, second] = injectors.map(({ slept }) => slept);
    expect(first).toEqual(second);
    expect(Math.abs((first ?? []).reduce((sum, ms) => sum + ms, 0) / 500 - mean)).toBeLessThan(tolerance);
    expect(new Set(first).size).toBeGreaterThan(400);
  });

  it.each([
    ['does not say how long', {}],
    ['says it twice', { ms: 1, fromMs: 1, toMs: 2 }],
    ['names half a range', { fromMs: 1 }],
    ['names a range upside down', { fromMs: 2, toMs: 1 }],
    ['names a distribution without its mean', { distribution: 'normal', deviationMs: 1 }],
    ['names a normal distribution without its deviation', { distribution: 'normal', meanMs: 1 }],
    ['goes on for longer than any function runs', { ms: 900_001 }],
  ])('is refused when it %s', (_what, parameters) => {
    expect(parametersOf('latency').safeParse({ ...at, ...parameters }).success).toBe(false);
  });
});

describe('time-out', () => {
  it('hangs longer than any function runs, and logs the hit before that', async () => {
    let reached = false;
    const sleep = (milliseconds: number) => {
      reached = milliseconds >= 900_000;
      return new Promise<void>(() => undefined);
    };
    const ports = injector([armed({ fault: 'time-out', parameters: at })], { sleep });
    const { prepare, stored } = preparing(ports);
    await Promise.race([prepare(), new Promise(setImmediate)]);
    expect({ reached, stored, lines: ports.lines.length }).toEqual({ reached: true, stored: [], lines: 1 });
  });

  it('may hang after the store has committed', async () => {
    const ports = injector([armed({ fault: 'time-out', parameters: { ...at, point: 'after-commit' } })]);
    const { prepare, stored } = preparing(ports);
    await expect(prepare()).rejects.toThrow('no time-out ended it');
    expect(stored).toEqual(['r1-load-0']);
  });
});

describe('throttle', () => {
  it("throttles a call of the store with the SDK's error, and nothing is written", async () => {
    const ports = injector([armed({ fault: 'throttle', parameters: at, attempts: 1 })]);
    const { prepare, stored } = preparing(ports);
    await expect(prepare()).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      $fault: 'client',
      $retryable: { throttling: true },
      $metadata: { httpStatusCode: 400 },
    });
    expect(stored).toEqual([]);
    await expect(prepare()).resolves.toBe('payments: r1-load-0');
    expect(ports.lines).toMatchObject([{ point: 'port' }]);
  });

  it('throttles the handler where no store is known', async () => {
    const parameters = { service: 'quotes', error: 'TooManyRequestsException' };
    const ports = injector([armed({ fault: 'throttle', parameters })]);
    const { handle, calls } = handling(ports, 'quotes');
    await expect(handle()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    expect(calls()).toBe(0);
    expect(ports.lines).toMatchObject([{ point: 'before-commit' }]);
  });
});

describe('port-answer', () => {
  const parameters = { ...at, port: 'store.put', answer: { outcome: 'FULL', left: [0] } };

  /** A step whose store has private state, which only its own methods can read. */
  class Shelf {
    readonly #kept: string[] = [];
    put(id: string): Promise<unknown> {
      this.#kept.push(id);
      return Promise.resolve({ outcome: 'KEPT' });
    }
    kept(): readonly string[] {
      return this.#kept;
    }
  }
  const putting = (ports: FakePorts, shelf: object) =>
    wrapStep(
      'payment',
      async ({ correlationId }: { step: string; correlationId: string }, { store }: { store: Shelf }) => ({
        answer: await store.put(correlationId),
        kept: store.kept(),
      }),
      stepFaults,
      ports,
    )({ step: 'prepare', correlationId: 'r1-load-0' }, { store: shelf as Shelf });

  it('answers instead of the method, which is not called; other methods keep their own state', async () => {
    const ports = injector([armed({ fault: 'port-answer', parameters })]);
    const { answer, kept } = await putting(ports, new Shelf());
    expect({ answer, kept }).toEqual({ answer: parameters.answer, kept: [] });
    expect(answer).not.toBe(parameters.answer);
    expect(ports.lines).toMatchObject([{ point: 'port' }]);
  });

  it('lets the method answer once its attempts are used up', async () => {
    const ports = injector([armed({ fault: 'port-answer', parameters, attempts: 1 })]);
    const shelf = new Shelf();
    await putting(ports, shelf);
    expect(await putting(ports, shelf)).toEqual({ answer: { outcome: 'KEPT' }, kept: ['r1-load-0'] });
  });

  it('does not act where the step has no such port or method', async () => {
    const ports = injector([
      armed({ faultId: 'a', fault: 'port-answer', parameters: { ...parameters, port: 'shelf.put' } }),
      armed({ faultId: 'b', fault: 'port-answer', parameters: { ...parameters, port: 'store.push' } }),
    ]);
    expect(await putting(ports, new Shelf())).toMatchObject({ answer: { outcome: 'KEPT' } });
    expect(ports.lines).toEqual([]);
  });

  it.each(['store', 'store.', 'a.b.c', ''])('is refused for the port %j', (port) => {
    expect(parametersOf('port-answer').safeParse({ ...parameters, port }).success).toBe(false);
  });
});

describe('delivery faults', () => {
  const parameters = { service: 'quotes' };

  it('lost-event: the handler is not called, and no error is reported', async () => {
    const ports = injector([armed({ fault: 'lost-event', parameters })]);
    const { handle, calls } = handling(ports, 'quotes');
    await expect(handle()).resolves.toBeUndefined();
    expect(calls()).toBe(0);
    expect(ports.lines).toMatchObject([{ point: 'delivery' }]);
  });

  it('poison-record: throws until its attempts are used up, and the handler is not called', async () => {
    const ports = injector([armed({ fault: 'poison-record', parameters, attempts: 2 })]);
    const { handle, calls } = handling(ports, 'quotes');
    await expect(handle()).rejects.toThrow('injected poison record');
    await expect(handle()).rejects.toThrow('injected poison record');
    expect(calls()).toBe(0);
    await expect(handle()).resolves.toBe(1);
  });

  it('delayed-delivery: the handler is called late', async () => {
    const ports = injector([armed({ fault: 'delayed-delivery', parameters: { ...parameters, ms: 30 } })]);
    await expect(handling(ports, 'quotes').handle()).resolves.toBe(1);
    expect(ports.slept).toEqual([30]);
  });

  it.each([
    [2, parameters],
    [3, { ...parameters, times: 3 }],
  ])('duplicate-delivery: the handler is called %i times, and its last answer counts', async (times, given) => {
    const ports = injector([armed({ fault: 'duplicate-delivery', parameters: given })]);
    await expect(handling(ports, 'quotes').handle()).resolves.toBe(times);
    expect(ports.lines).toHaveLength(1);
  });

  it('poison-record without a scenario: every call of the step crashes, and the hit is of its subject', async () => {
    const given = { service: 'keeper', step: 'alarm' };
    const ports = injector([armed({ fault: 'poison-record', parameters: given, scenario: null })]);
    await expect(handling(ports, 'keeper', 'alarm').handle('errors-shelf')).rejects.toThrow('injected poison record');
    await expect(handling(ports, 'keeper', 'drive').handle()).resolves.toBe(1);
    expect(ports.lines).toMatchObject([{ correlationId: 'errors-shelf', point: 'delivery' }]);
  });
});

describe('several faults at once', () => {
  it('act in the order of the list, deliveries first', async () => {
    const parameters = { service: 'quotes' };
    const ports = injector([
      armed({ faultId: 'throws', fault: 'exception', parameters: { ...parameters, point: 'before-commit' } }),
      armed({ faultId: 'slow', fault: 'latency', parameters: { ...parameters, ms: 5 } }),
      armed({ faultId: 'late', fault: 'delayed-delivery', parameters: { ...parameters, ms: 7 } }),
    ]);
    await expect(handling(ports, 'quotes').handle()).rejects.toThrow('injected exception');
    expect(ports.lines.map(({ faultId }) => faultId)).toEqual(['late', 'slow', 'throws']);
    expect(ports.slept).toEqual([7, 5]);
  });

  it('do not act after an event was lost', async () => {
    const parameters = { service: 'quotes' };
    const ports = injector([
      armed({ faultId: 'twice', fault: 'duplicate-delivery', parameters }),
      armed({ faultId: 'lost', fault: 'lost-event', parameters }),
    ]);
    await handling(ports, 'quotes').handle();
    expect(ports.lines.map(({ faultId }) => faultId)).toEqual(['lost']);
  });
});

function parametersOf(fault: string) {
  const found = stepFaults.find(({ name }) => name === fault);
  if (found === undefined) throw new Error(`no fault ${fault}`);
  return found.parameters;
}
