import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSnapshot } from '../../../../chaos/evidence/index.ts';
import { takeSnapshot } from '../../../../chaos/runner/snapshot.ts';
import type { StoreRow, StoreView } from '../../../../chaos/system/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'take-'));
});
afterEach(() => rm(directory, { recursive: true }));

function view(name: string, rows: Iterable<StoreRow>, sensitive: readonly string[] = []): StoreView {
  return {
    name,
    fields: {},
    sensitive: new Set(sensitive),
    scan: () => Readable.from(rows) as AsyncIterable<StoreRow>,
    read: () => Promise.resolve(new Map()),
  };
}

const secret = new Uint8Array(32).fill(7);
const take = (views: readonly StoreView[], name: 'before' | 'end' = 'end') =>
  takeSnapshot(
    { views: new Map(views.map((one) => [one.name, one])) },
    { name, at: new Date('2026-01-01T12:00:00Z'), directory, secret, signal: new AbortController().signal },
  );

describe('taking a snapshot', () => {
  it('writes a line for each row, and counts the lines of each file', async () => {
    const row = {
      key: 'a',
      fields: { state: 'HELD', seats: 2n, big: 12345678901234567890n },
      version: 3n,
      touchedAt: 0,
    };
    expect(await take([view('holds', [row]), view('empty', [])])).toEqual({
      'state/end/holds.ndjson': 1,
      'state/end/empty.ndjson': 0,
      'state/end/snapshot.json': 2,
    });
    const { snapshot } = await readSnapshot(directory, 'end', undefined);
    expect(snapshot.views.get('holds')?.get('a')).toEqual({
      key: 'a',
      fields: { state: 'HELD', seats: 2, big: '12345678901234567890' },
      version: '3',
      touchedAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it('withholds sensitive values, and keeps equal ones equal within a run', async () => {
    const rows = ['Ada', 'Ada', 'Bob'].map((name, at) => ({ key: `k${at}`, fields: { name, city: 'Rome' } }));
    await take([view('people', rows, ['name'])], 'before');
    await take([view('people', rows, ['name'])]);
    const text = await readFile(join(directory, 'state/end/people.ndjson'), 'utf8');
    expect(text).not.toMatch(/Ada|Bob/);
    expect(text).toContain('Rome');
    const names = async (moment: 'before' | 'end') => {
      const { snapshot } = await readSnapshot(directory, moment, undefined);
      return [...(snapshot.views.get('people')?.values() ?? [])].map(({ fields }) => JSON.stringify(fields['name']));
    };
    const [one, two, three] = await names('end');
    expect(one).toBe(two);
    expect(one).not.toBe(three);
    expect(await names('before')).toEqual(await names('end'));
  });

  it('reads only a few rows ahead of what is written: memory does not grow with the rows', async () => {
    const file = join(directory, 'state/end/many.ndjson');
    const text = 'x'.repeat(200);
    let ahead = 0;
    async function* many(): AsyncGenerator<StoreRow> {
      for (let at = 0; at < 100_000; at += 1) {
        if (at % 1000 === 0) {
          const { size } = await stat(file).catch(() => ({ size: 0 }));
          // A line is longer than its text.
          ahead = Math.max(ahead, at - size / text.length);
        }
        yield { key: `k${at}`, fields: { at: BigInt(at), text } };
      }
    }
    expect((await take([{ ...view('many', []), scan: many }]))['state/end/many.ndjson']).toBe(100_000);
    expect(ahead).toBeLessThan(20_000);
  });
});
