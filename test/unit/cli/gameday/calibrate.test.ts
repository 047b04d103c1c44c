import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { calibrate, deliverable, measureReads, peakRate, scaled } from '../../../../cli/gameday/calibrate.ts';
import { experiment as quiet } from '../../chaos/sound-run.ts';

/** The sound experiment at 2 requests a second. */
const experiment = scaled(quiet, 5);

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

/** A system that answers every request with the status, after some milliseconds. */
async function systemAnswering(status: number, afterMs = 0): Promise<string> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.writeHead(status).end(), afterMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const busier = scaled(experiment, 200);

describe('the load of an experiment', () => {
  it('is that of its busiest phase', () => {
    expect(peakRate(experiment)).toBe(2);
  });

  it('can be delivered in full if the machine answers two reads for each request', () => {
    expect(deliverable(experiment, 4)).toBe(1);
    expect(deliverable(experiment, 3)).toBe(0.75);
  });

  it('keeps its shape when it is scaled', () => {
    expect(scaled(experiment, 0.5).phases.map(({ scenarios }) => scenarios.map(({ rate }) => rate))).toEqual([
      [0.5],
      [0.5, 0.5],
    ]);
  });
});

describe('a calibration', () => {
  it('measures what the system answers a second', async () => {
    const reads = await measureReads(await systemAnswering(200, 50), {});
    expect(reads).toBeGreaterThan(5);
    expect(reads).toBeLessThan(90);
  }, 10_000);

  it.each([429, 500])('decides nothing if the system answers %d', async (status) => {
    expect(await measureReads(await systemAnswering(status), {})).toBeUndefined();
  });

  it('leaves a load alone that the machine can deliver, and says so in the journal', async () => {
    const system = { target: 'local', apiUrl: await systemAnswering(200) } as const;
    const { experiment: same, figures } = await calibrate(experiment, system, { headers: {} }, false);
    expect(same).toBe(experiment);
    expect(figures).toMatchObject({ loadScale: 1 });
  });

  it('refuses a load beyond the machine with the figures and the way out', async () => {
    const system = { target: 'local', apiUrl: await systemAnswering(200, 50) } as const;
    await expect(calibrate(busier, system, { headers: {} }, false)).rejects.toThrow(
      /small sends up to 400\.0 requests a second, .* answers \d+\.\d reads a second.* pass --scale to send \d+ % of the load/,
    );
  }, 10_000);

  it('scales such a load with --scale', async () => {
    const system = { target: 'local', apiUrl: await systemAnswering(200, 50) } as const;
    const { experiment: smaller, figures } = await calibrate(busier, system, { headers: {} }, true);
    expect(peakRate(smaller)).toBeCloseTo((figures['readsPerSecond'] ?? 0) / 2);
    expect(figures['loadScale']).toBeLessThan(0.2);
  }, 10_000);

  it('measures nothing on AWS', async () => {
    const system = { target: 'aws', apiUrl: 'http://127.0.0.1:1' } as const;
    expect(await calibrate(busier, system, { headers: {} }, false)).toEqual({ experiment: busier, figures: {} });
  });
});
