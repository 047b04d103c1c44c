import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import { sqlOf } from '../../../../chaos/stores/sql.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

/** A Data API that answers with these, one after another: an error, or a count. */
function dataApi(answers: (Error | number)[]) {
  let calls = 0;
  const send = () => {
    const answer = answers[calls] ?? 0;
    calls += 1;
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ columnMetadata: [{ name: 'count' }], records: [[{ longValue: answer }]] });
  };
  const sql = sqlOf({ send } as unknown as RDSDataClient, { arn: 'arn', secretArn: 'secret' });
  return { sql: () => sql('payment', 'SELECT count(*) FROM payments'), calls: () => calls };
}

describe('a statement through the Data API', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is sent again while the cluster resumes', async () => {
    const resuming = named('DatabaseResumingException');
    const { sql, calls } = dataApi([resuming, resuming, 3]);
    const rows = sql();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(await rows).toEqual([{ count: 3 }]);
    expect(calls()).toBe(3);
  });

  it('is not sent again after any other error', async () => {
    const { sql, calls } = dataApi([named('BadRequestException'), 3]);
    await expect(sql()).rejects.toThrow('BadRequestException');
    expect(calls()).toBe(1);
  });
});
