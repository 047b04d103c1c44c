import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TraceSpan } from '../../../chaos/schemas/index.ts';
import { serviceMapOf } from '../../../reports/facts/service-map.ts';
import { waterfallsOf } from '../../../reports/facts/waterfall.ts';
import { renderHtml } from '../../../reports/html/page.tsx';
import { readRun } from '../../../reports/run.ts';
import { type Fixture, passingRun, tracedRun, writeRun } from './fixture.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-traces-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function on(fixture: Fixture) {
  await writeRun(directory, fixture);
  return readRun(directory);
}

describe('the service map', () => {
  it('places each part by the number of calls from the API, also where calls return', async () => {
    const map = serviceMapOf(await on(tracedRun()));
    expect(map?.nodes.map(({ name, layer }) => `${layer} ${name}`).sort()).toEqual([
      '0 API',
      '1 checkout-api',
      '2 payment-orders',
      '3 payment-events',
    ]);
    expect(map?.edges).toHaveLength(4);
  });

  it('adds up the phases in the drawing, and lists them in the table', async () => {
    const map = serviceMapOf(await on(tracedRun()));
    expect(map?.edges[0]).toMatchObject({ calls: 500, errors: 0 });
    expect(map?.byPhase.map(({ phase }) => phase)).toEqual(['baseline', 'fault', 'fault', 'fault', 'fault']);
  });

  it('marks the parts in which faults were injected, and the calls that failed', async () => {
    const run = await on(tracedRun());
    const broken = serviceMapOf(run)?.nodes.filter(({ isBroken }) => isBroken);
    expect(broken?.map(({ name }) => name)).toEqual(['payment-orders']);
    const page = renderHtml(run);
    expect(page).toContain('checkout-api to payment-orders: 300 calls, 14 errors');
    expect(page).toMatch(/<path class="edge bad"/);
    expect(page).toMatch(/<g class="node function bad">/);
  });

  it('has words for who cannot see it, and a table', async () => {
    const page = renderHtml(await on(tracedRun()));
    expect(page).toContain('aria-label="Map of 4 parts and 4 connections.');
    expect(page).toContain('The map as a table');
  });
});

describe('the waterfall', () => {
  it('shows a saga in which nothing happened, and one that was hit and filed', async () => {
    const [calm, hit] = waterfallsOf(await on(tracedRun()));
    expect([calm?.correlationId, calm?.gist]).toEqual(['gd7-checkout-1', '']);
    expect([hit?.correlationId, hit?.gist]).toEqual([
      'gd7-broken-2',
      'hit by lost-authorisation, filed for a rollback',
    ]);
  });

  it('puts each span below its parent, whatever began meanwhile, and also if the parent began later', () => {
    const span = (name: string, elapsedMs: number, parentId?: string): TraceSpan => ({
      at: '2026-03-14T15:00:00.000Z',
      elapsedMs,
      durationMs: 5,
      traceId: 't',
      spanId: name,
      correlationId: 'one',
      function: 'orders',
      name,
      kind: 'internal',
      states: ['HELD'],
      ...(parentId !== undefined && { parentId }),
    });
    const spans = [
      span('request', 0, 'saga'),
      span('saga', 2),
      span('hold', 10, 'saga'),
      span('commit', 12, 'saga'),
      span('GetItem of hold', 13, 'hold'),
      span('of a span that was not kept', 14, 'lost'),
    ];
    const [calm] = waterfallsOf({ spans });
    expect(calm?.rows.map((row) => [row.span.name, row.depth, row.afterMs])).toEqual([
      ['saga', 0, 2],
      ['request', 1, 0],
      ['hold', 1, 10],
      ['GetItem of hold', 2, 13],
      ['commit', 1, 12],
      ['of a span that was not kept', 0, 14],
    ]);
  });

  it('puts spans in the order of their beginnings, inside of those around them', async () => {
    const [calm] = waterfallsOf(await on(tracedRun()));
    expect(calm?.rows.map(({ span, depth, afterMs }) => [span.name, depth, Math.round(afterMs)])).toEqual([
      ['POST /checkout', 0, 0],
      ['payment#prepare', 0, 200],
      ['payment prepare', 1, 210],
    ]);
  });

  it('shows text from the run as text', async () => {
    const page = renderHtml(await on(tracedRun()));
    expect(page).toContain('injected &lt;exception>');
    expect(page).not.toContain('<exception>');
  });
});

describe('a run whose functions do not trace', () => {
  it('has neither, and no gap', async () => {
    const run = await on(passingRun());
    const page = renderHtml(run);
    expect(page).not.toContain('Service map');
    expect(page).not.toContain('Two sagas');
    expect(run.gaps.filter((gap) => gap.includes('traces'))).toEqual([]);
  });
});
