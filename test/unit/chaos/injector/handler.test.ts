import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Callback, Context } from 'aws-lambda';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { wrapHandler } from '../../../../chaos/injector/handler.ts';
import { type ChaosOptions, withChaos } from '../../../../chaos/injector/index.ts';
import { armed, injector, NOW, type FakePorts } from './fake-ports.ts';

interface Quote {
  readonly id?: string;
  readonly action?: string;
}

const quotes: ChaosOptions<Quote> = { service: 'quotes', correlationId: ({ id }) => id };
const at = { service: 'quotes' };

/** A handler of a single event, as a user writes it. */
function quoting(ports: FakePorts, options: ChaosOptions<Quote> = quotes) {
  const served: Quote[] = [];
  const handler = wrapHandler(
    (event: Quote) => {
      served.push(event);
      return Promise.resolve(served.length);
    },
    options,
    stepFaults,
    ports,
  );
  return { served, ask: (event: Quote = { id: 'r1-load-0' }) => handler(event) };
}

describe('a handler wrapped with chaos', () => {
  it('answers as before while nothing is armed, and receives the same event object', async () => {
    const { ask, served } = quoting(injector([]));
    const event = { id: 'r1-load-0' };
    await expect(ask(event)).resolves.toBe(1);
    expect(served[0]).toBe(event);
  });

  it('is the handler itself where the stage forbids chaos, and has its type', () => {
    const handler = ({ body }: APIGatewayProxyEvent, { awsRequestId }: Context): Promise<APIGatewayProxyResult> =>
      Promise.resolve({ statusCode: 200, body: `${awsRequestId}: ${body}` });
    const wrapped: typeof handler = withChaos(handler, {
      service: 'quotes',
      correlationId: (event) => event.headers['x-correlation-id'],
    });
    expect(wrapped).toBe(handler);
  });

  it('is replaced by an exception before it begins, and followed by one after its work', async () => {
    for (const [point, times] of [
      ['before-commit', 0],
      ['after-commit', 1],
    ] as const) {
      const ports = injector([armed({ parameters: { ...at, point } })]);
      const { ask, served } = quoting(ports);
      await expect(ask()).rejects.toThrow(`injected exception in quotes handle, ${point}`);
      expect(served).toHaveLength(times);
      expect(ports.lines).toMatchObject([{ faultId: 'lost-reply', correlationId: 'r1-load-0', point, attempt: 1 }]);
    }
  });

  it('counts attempts durably by what the event is about', async () => {
    const ports = injector([armed({ attempts: 1, parameters: { ...at, point: 'before-commit' } })]);
    const { ask } = quoting(ports);
    await expect(ask()).rejects.toThrow('injected');
    await expect(ask()).resolves.toBe(1);
    await expect(ask({ id: 'r1-load-7' })).rejects.toThrow('injected');
  });

  it('takes its step from the event', async () => {
    const ports = injector([armed({ parameters: { ...at, step: 'withdraw', point: 'before-commit' } })]);
    const { ask } = quoting(ports, { ...quotes, step: ({ action }) => action });
    await expect(ask({ id: 'r1-load-0', action: 'offer' })).resolves.toBe(1);
    await expect(ask({ id: 'r1-load-0' })).resolves.toBe(2);
    await expect(ask({ id: 'r1-load-0', action: 'withdraw' })).rejects.toThrow('injected');
  });

  it('is hit at every call by a fault without a scenario', async () => {
    const ports = injector([armed({ scenario: null, parameters: { ...at, point: 'before-commit' } })]);
    const { ask } = quoting(ports);
    await expect(ask({ id: 'an alarm' })).rejects.toThrow('injected');
    await expect(ask({})).rejects.toThrow('injected');
    expect(ports.lines.map(({ correlationId }) => correlationId)).toEqual(['an alarm', 'quotes/handle']);
  });

  it.each([
    [
      'its lease has ended',
      armed({ until: new Date(NOW).toISOString(), parameters: { ...at, point: 'before-commit' } }),
    ],
    ['it acts elsewhere', armed()],
    ['nobody registered such a fault', armed({ fault: 'earthquake', parameters: at })],
  ])('is left alone when %s', async (_why, fault) => {
    const ports = injector([fault]);
    await expect(quoting(ports).ask()).resolves.toBe(1);
    expect(ports).toMatchObject({ lines: [], failures: [] });
  });

  it('is not hit when the hit cannot be counted, and the failure is reported', async () => {
    const ports = injector([armed({ parameters: { ...at, point: 'before-commit' } })], {
      countAttempt: () => Promise.reject(new Error('throttled')),
    });
    await expect(quoting(ports).ask()).resolves.toBe(1);
    expect(ports).toMatchObject({ lines: [], failures: ['hits'] });
  });

  it('is not hit when its correlation id cannot be read, and the failure is reported', async () => {
    const ports = injector([armed({ parameters: { ...at, point: 'before-commit' } })]);
    const correlationId = () => {
      throw new TypeError('no headers');
    };
    await expect(quoting(ports, { ...quotes, correlationId }).ask()).resolves.toBe(1);
    expect(ports).toMatchObject({ lines: [], failures: ['correlation-id'] });
  });

  it('reports once a fault that needs ports, which it cannot offer', async () => {
    const ports = injector([armed({ fault: 'port-answer', parameters: { ...at, port: 'store.put', answer: null } })]);
    const { ask } = quoting(ports);
    await expect(ask()).resolves.toBe(1);
    await expect(ask()).resolves.toBe(2);
    expect(ports).toMatchObject({ lines: [], failures: ['hook'] });
  });

  it('leaves the hooks that it does not offer to the step inside', async () => {
    const ports = injector([armed({ parameters: { ...at, point: 'before-commit' } })]);
    await expect(quoting(ports, { ...quotes, hooks: ['delivery'] }).ask()).resolves.toBe(1);
    expect(ports).toMatchObject({ lines: [], failures: [] });
  });

  it('waits for a handler that answers through the callback', async () => {
    const faults = [armed({ fault: 'duplicate-delivery', parameters: at })];
    let served = 0;
    const handler = wrapHandler(
      ({ id }: Quote, { awsRequestId }: Context, callback: Callback<string>): void => {
        served += 1;
        setImmediate(callback, served === 3 ? new Error('its own') : null, `${awsRequestId}: ${id} ${served}`);
      },
      quotes,
      stepFaults,
      injector(faults),
    ) as unknown as (event: Quote, context: object, callback: () => void) => Promise<string>;
    const call = () => handler({ id: 'r1-load-0' }, { awsRequestId: 'q1' }, () => undefined);
    await expect(call()).resolves.toBe('q1: r1-load-0 2');
    await expect(call()).rejects.toThrow('its own');
  });
});
