import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sagaTraceOf } from '../../../../../services/shared/tracing/saga-trace.ts';
import { silent } from '../../../../../services/shared/tracing/tracer.ts';
import { recordedSpans } from '../../recorded-spans.ts';

const step = { name: 'payment prepare', kind: 'internal', correlationId: 'r1-load-0' } as const;

describe('the trace of a saga', () => {
  it('has ids that follow from the correlation id alone: they begin its SHA-256', () => {
    expect(sagaTraceOf('r1-load-0')).toEqual({
      traceId: '58b325aaa4c99c6ef40c371336bfb869',
      rootSpanId: '236f6e63072b5b02',
    });
  });

  it('is another one for another correlation id', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const [first, second] = [sagaTraceOf(one), sagaTraceOf(other)];
        expect(first.traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(first.rootSpanId).toMatch(/^[0-9a-f]{16}$/);
        expect(first.traceId === second.traceId).toBe(one === other);
      }),
    );
  });
});

describe('a span', () => {
  it('belongs to the trace of its saga, below the span around it or else below the saga', async () => {
    const { tracer, named } = recordedSpans();
    await tracer.span(step, () => tracer.span({ name: 'DynamoDB PutItem', kind: 'client' }, () => Promise.resolve()));
    const { traceId, rootSpanId } = sagaTraceOf('r1-load-0');
    const [outer, inner] = [named('payment prepare'), named('DynamoDB PutItem')];
    expect(outer.spanContext().traceId).toBe(traceId);
    expect(outer.parentSpanContext?.spanId).toBe(rootSpanId);
    expect(inner.spanContext().traceId).toBe(traceId);
    expect(inner.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
  });

  it('does not belong to the span around it if that one is of another saga', async () => {
    const { tracer, named } = recordedSpans();
    await tracer.span(step, () =>
      tracer.span({ ...step, name: 'other', correlationId: 'r1-load-1' }, () => Promise.resolve()),
    );
    expect(named('other').spanContext().traceId).toBe(sagaTraceOf('r1-load-1').traceId);
    expect(named('other').parentSpanContext?.spanId).toBe(sagaTraceOf('r1-load-1').rootSpanId);
  });

  it('is not left by work that belongs to no saga', async () => {
    const { tracer, spans } = recordedSpans();
    expect(await tracer.span({ name: 'DynamoDB Scan', kind: 'client' }, () => Promise.resolve('scanned'))).toBe(
      'scanned',
    );
    expect(spans).toEqual([]);
  });

  it('fails with the work, and leaves the error to the caller', async () => {
    const { tracer, lines } = recordedSpans();
    await expect(tracer.span(step, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect(lines()).toEqual(['payment prepare of r1-load-0 failed: no database']);
  });

  it('does not fail for an error that is an answer', async () => {
    const { tracer, lines } = recordedSpans();
    const work = tracer.span({ ...step, isFailure: () => false }, () => Promise.reject(new Error('exists already')));
    await expect(work).rejects.toThrow('exists already');
    expect(lines()).toEqual(['payment prepare of r1-load-0']);
  });

  it('names the states that were reached within it, in order', async () => {
    const { tracer, named } = recordedSpans();
    await tracer.span(step, () => {
      tracer.reached('COMMITTING');
      tracer.reached('COMPLETED');
      return Promise.resolve();
    });
    expect(named('payment prepare').attributes['evenkeel.states']).toBe('COMMITTING COMPLETED');
  });

  it.each([Date.UTC(1999, 0, 1), Date.UTC(2099, 0, 1)])('bears the time of the clock, also at %i', async (startsAt) => {
    const { tracer, named } = recordedSpans(startsAt);
    await tracer.span(step, () => Promise.resolve());
    const { startTime, endTime } = named('payment prepare');
    const milliseconds = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1000 + nanoseconds / 1e6;
    expect([startTime, endTime].map(milliseconds)).toEqual([startsAt, startsAt + 1]);
  });
});

describe('a span that is recorded once it has ended', () => {
  const [from, to] = [new Date('2026-01-01T00:00:00.000Z'), new Date('2026-01-01T00:00:00.250Z')];

  it('has the times and the failure that it is given', () => {
    const { tracer, lines, named } = recordedSpans();
    tracer.record({ ...step, name: 'send payment-orders', kind: 'producer', from, to, failure: 'refused' });
    expect(lines()).toEqual(['send payment-orders of r1-load-0 failed: refused']);
    expect(named('send payment-orders').duration).toEqual([0, 250_000_000]);
  });

  it('has the derived id and no parent if it is the span of the saga', () => {
    const { tracer, named } = recordedSpans();
    tracer.record({ ...step, name: 'saga', from, to, isSaga: true });
    const { traceId, rootSpanId } = sagaTraceOf('r1-load-0');
    expect(named('saga').spanContext()).toMatchObject({ traceId, spanId: rootSpanId });
    expect(named('saga').parentSpanContext).toBeUndefined();
  });
});

describe('a function that does not trace', () => {
  it('only does its work', async () => {
    silent.record({ ...step, from: new Date(0), to: new Date(0) });
    silent.reached('COMPLETED');
    await silent.flush();
    const work = silent.span(step, (span) => {
      span.set({ some: 'attribute' });
      span.fail('for a reason');
      return Promise.resolve('done');
    });
    expect(await work).toBe('done');
  });
});
