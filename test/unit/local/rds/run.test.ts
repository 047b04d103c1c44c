import { describe, expect, it } from '@jest/globals';
import type { Query } from 'pg';
import { runStatement } from '../../../../local/rds/sql/run.ts';

const MEGABYTE = 1024 * 1024;

describe('a statement that returns more than a reply can hold', () => {
  it('is refused, and its rows are not kept while they arrive', async () => {
    let peak = 0;
    const before = process.memoryUsage().heapUsed;
    const client = {
      query: (query: Query) => {
        for (let row = 0; row < 400; row += 1) {
          query.emit('row', [Buffer.alloc(MEGABYTE, row % 100).toString('latin1')] as never);
          peak = Math.max(peak, process.memoryUsage().heapUsed - before);
        }
        query.emit('end', { fields: [], rowCount: 400, command: 'SELECT' });
      },
    };
    await expect(runStatement(client as never, 'SELECT 1', [])).rejects.toThrow('response size limit');
    expect(peak).toBeLessThan(200 * MEGABYTE);
  });
});
