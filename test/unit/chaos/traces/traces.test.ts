import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { isNotable, keptTraces, type SentSpan, ServiceMap, spansIn } from '../../../../chaos/traces/index.ts';
import { sagaTraceOf } from '../../../../services/shared/tracing/saga-trace.ts';
import { recordedSpans } from '../../services/recorded-spans.ts';

const STARTS_AT = Date.UTC(2026, 0, 1);

/** What a function of the shop sends. */
async function sent(): Promise<unknown> {
  const { tracer, spans } = recordedSpans(STARTS_AT);
  const start = { name: 'payment#prepare', kind: 'consumer', correlationId: 'r1-load-0' } as const;
  const attributes = { 'messaging.system': 'aws_sqs', 'messaging.destination.name': 'shop-payment-orders.fifo' };
  await tracer
    .span({ ...start, attributes }, async () => {
      tracer.reached('AUTHORISED');
      await tracer.span(
        { name: 'RDSData ExecuteStatement', kind: 'client', attributes: { 'db.namespace': 'payment' } },
        () => Promise.resolve(),
      );
      throw new Error('no event');
    })
    .catch(() => undefined);
  return JSON.parse(Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []).toString('utf8'));
}

const span = (change: Partial<SentSpan> = {}): SentSpan => ({
  from: STARTS_AT,
  to: STARTS_AT + 200,
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  correlationId: 'r1-load-0',
  function: 'payment-orders',
  name: 'payment#prepare',
  kind: 'consumer',
  ...change,
});

describe('the spans in a request', () => {
  it('are read as functions send them, without the prefix of the stage', async () => {
    const [statement, message] = spansIn(await sent(), 'shop-');
    const { traceId, rootSpanId } = sagaTraceOf('r1-load-0');
    expect(message).toMatchObject({
      from: STARTS_AT,
      traceId,
      parentId: rootSpanId,
      correlationId: 'r1-load-0',
      name: 'payment#prepare',
      kind: 'consumer',
      peer: { kind: 'queue', name: 'payment-orders.fifo' },
      states: ['AUTHORISED'],
      failure: 'no event',
    });
    expect(statement).toMatchObject({
      kind: 'client',
      peer: { kind: 'database', name: 'payment' },
      parentId: message?.spanId,
    });
  });

  it('that belong to no saga are left out', () => {
    const foreign = { traceId: 'a', spanId: 'b', name: 'c', kind: 1, startTimeUnixNano: '0', endTimeUnixNano: '0' };
    expect(spansIn({ resourceSpans: [{ scopeSpans: [{ spans: [foreign] }] }] }, 'shop-')).toEqual([]);
  });
});

describe('the traces that are kept', () => {
  const ids = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('0', '3', '7', 'a', 'c', 'f'), minLength: 8, maxLength: 8 }),
    {
      maxLength: 400,
    },
  );

  it('are all notable ones, and 1 % of the others but at least one, whatever their order', () => {
    fc.assert(
      fc.property(ids, fc.nat(), (all, notable) => {
        const gists = all.map((traceId, at) => ({ traceId, isNotable: at < notable % (all.length + 1) }));
        const others = gists.filter((gist) => !gist.isNotable).length;
        const kept = keptTraces(gists);
        for (const gist of gists) if (gist.isNotable) expect(kept.has(gist.traceId)).toBe(true);
        expect(kept.size).toBe(all.length - others + Math.ceil(others / 100));
        expect(keptTraces(gists.toReversed())).toEqual(kept);
      }),
    );
  });

  it.each([
    [{ failure: 'no table' }, true],
    [{ fault: 'lost-capture' }, true],
    [{ repair: 'order-payment' }, true],
    [{ name: 'file payment#prepare' }, true],
    [{}, false],
  ])('count a span with %j as notable: %s', (change, expected) => {
    expect(isNotable(span(change))).toBe(expected);
  });
});

describe('the map of services', () => {
  const queue = { kind: 'queue', name: 'payment-orders.fifo' } as const;

  it('counts calls, errors and their real times for each phase', () => {
    const map = new ServiceMap(
      [
        { phase: 'baseline', from: STARTS_AT },
        { phase: 'broken', from: STARTS_AT + 1000 },
      ],
      20,
    );
    map.add(span({ peer: queue }));
    map.add(span({ peer: queue, from: STARTS_AT, to: STARTS_AT + 2000 }));
    map.add(span({ peer: queue, from: STARTS_AT + 1000, to: STARTS_AT + 1400, failure: 'no table' }));
    const ends = { from: queue, to: { kind: 'function', name: 'payment-orders' } };
    expect(map.edges()).toEqual([
      { phase: 'baseline', ...ends, calls: 2, errors: 0, p50Ms: 10, p95Ms: 100 },
      { phase: 'broken', ...ends, calls: 1, errors: 1, p50Ms: 20, p95Ms: 20 },
    ]);
  });

  it.each([
    [{ kind: 'server', name: 'POST /checkout', function: 'checkout-api' }, 'API -> checkout-api'],
    [{ kind: 'consumer', peer: { kind: 'stream', name: 'checkout-orders' } }, 'checkout-orders -> payment-orders'],
    [{ kind: 'producer', peer: queue, function: 'checkout-dispatch' }, 'checkout-dispatch -> payment-orders.fifo'],
    [{ kind: 'client', peer: { kind: 'table', name: 'payment-events' } }, 'payment-orders -> payment-events'],
    // The span of the caller has named both.
    [{ kind: 'server', name: 'invoke rollback' }, undefined],
    [{ kind: 'internal', name: 'payment prepare' }, undefined],
  ] as const)('draws %j as %s', (change, expected) => {
    const map = new ServiceMap([], 1);
    map.add(span(change));
    const [edge] = map.edges();
    expect(edge && `${edge.from.name} -> ${edge.to.name}`).toBe(expected);
  });
});
