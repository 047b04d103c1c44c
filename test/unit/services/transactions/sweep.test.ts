import { describe, expect, it } from '@jest/globals';
import { correlationIdIn } from '../../../../services/transactions/error-lines.ts';
import type { SagaState } from '../../../../services/transactions/ports.ts';
import { sweep } from '../../../../services/transactions/sweep.ts';

const NOW = new Date('2026-03-01T10:00:00.000Z');

function board(failures: number, state: SagaState, watermark?: number) {
  const filed: string[] = [];
  const ranges: { from: number; to: number }[] = [];
  const written: number[] = [];
  const ports = {
    logGroups: ['/payment', '/warehouse'],
    errorLines: (_group: string, range: { from: number; to: number }) => {
      ranges.push(range);
      return Promise.resolve(['run-load-1']);
    },
    watermark: {
      read: () => Promise.resolve(watermark),
      write: (at: number) => {
        written.push(at);
        return Promise.resolve();
      },
    },
    failures: () => Promise.resolve(failures),
    failureLimit: 3,
    checkout: { read: () => Promise.resolve(state) },
    file: ({ correlationId }: { correlationId: string }) => {
      filed.push(correlationId);
      return Promise.resolve();
    },
  };
  return { ports, filed, ranges, written };
}

describe('the sweep of the error logs', () => {
  it('files an id once if it has failed too often and its order has not reached its end', async () => {
    const { ports, filed } = board(3, 'PENDING');
    expect(await sweep(NOW, ports)).toEqual(['run-load-1']);
    expect(filed).toEqual(['run-load-1']);
  });

  it.each([
    [2, 'PENDING'],
    [3, 'COMPLETED'],
    [3, 'ROLLED_BACK'],
    [3, 'UNKNOWN'],
  ] as const)('files none after %i failures with the order %s', async (failures, state) => {
    const { ports, filed } = board(failures, state);
    await sweep(NOW, ports);
    expect(filed).toEqual([]);
  });

  it('reads from one minute before the watermark, and moves it to now', async () => {
    const { ports, ranges, written } = board(0, 'PENDING', NOW.getTime() - 90_000);
    await sweep(NOW, ports);
    expect(ranges[0]).toEqual({ from: NOW.getTime() - 150_000, to: NOW.getTime() });
    expect(written).toEqual([NOW.getTime()]);
  });
});

describe('an error line', () => {
  it('names its saga, if it belongs to one', () => {
    expect(correlationIdIn('{"level":"ERROR","correlationId":"run-load-1"}')).toBe('run-load-1');
    expect(correlationIdIn('{"level":"ERROR"}')).toBeUndefined();
    expect(correlationIdIn('Task timed out after 3.00 seconds')).toBeUndefined();
  });
});
