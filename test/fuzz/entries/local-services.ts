import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fuzz } from '../fuzz.ts';
import { gzipSync } from 'node:zlib';
import { signedHeaders } from '../../local-credentials.ts';
import { type LocalRequest, malformed, send } from '../local-requests.ts';
import { type LocalStage, openLocalStage } from '../local-stage.ts';

const SERVICES = [
  'rds_data',
  'sqs',
  'lambda',
  'cloudwatch',
  'logs',
  'scheduler',
  'secretsmanager',
  'cloudformation',
  'sts',
  'eventbridge',
  'apigateway',
  'execute_api',
  '_evenkeel',
] as const;

/** A path that names no service is answered like one that is not up yet, and never reaches a service. */
const NO_SERVICE = 503;

/**
 * What the fuzzer, or a reader of the code, has found: a request of a service that is marked by a text in it, with another
 * body or with other members of it, and the answer.
 */
const FOUND: readonly (readonly [what: string, service: string, marked: string, body: object, status: number])[] = [
  ['all data points of all time', 'cloudwatch', 'MetricDataQueries', { StartTime: 0, EndTime: 253_402_300_799 }, 400],
  ['a time after which arithmetic is not exact', 'cloudwatch', 'MetricDataQueries', { EndTime: 1e300 }, 400],
  ['a period of ages', 'cloudwatch', 'GetMetricStatistics', { Period: 2 ** 53 - 1 }, 400],
  [
    'a sample from before there were clocks',
    'cloudwatch',
    'PutMetricData',
    { MetricData: [{ MetricName: 'a', Value: 1, Timestamp: -1e15 }] },
    400,
  ],
  [
    'an event at no time',
    'eventbridge',
    'Entries',
    { Entries: [{ Source: 's', DetailType: 't', Detail: '{}', Time: 1e20 }] },
    400,
  ],
  ['a schedule that is a list', 'scheduler', 'cron', [], 400],
  ['a schedule that starts at no time', 'scheduler', 'cron', { StartDate: 1e300 }, 400],
  [
    'a line from after the year 9999',
    'logs',
    'PutLogEvents',
    { logEvents: [{ timestamp: 2 ** 53 - 1, message: 'm' }] },
    400,
  ],
  ['a statement that leaves a transaction open', 'rds_data', 'SELECT :n', { sql: 'BEGIN', parameters: [] }, 400],
  ['a statement with a NUL', 'rds_data', 'SELECT :n', { sql: 'SELECT 1\0', parameters: [] }, 400],
  ['a database whose name is control characters', 'rds_data', 'SELECT :n', { database: 'postgres\0options' }, 400],
];

/** @param count malformed requests to each service */
export function localServicesTake(count: number, timeout: number): void {
  describe('the local AWS services', () => {
    let stage: LocalStage;
    beforeAll(async () => {
      stage = await openLocalStage();
    }, 60_000);
    afterAll(() => stage.close());

    it.each(FOUND)('refuse %s', async (_what, service, marked, body, status) => {
      const call = (stage.calls[service] ?? []).find((each) => JSON.stringify(each).includes(marked));
      const given = JSON.parse(call?.body ?? '') as object;
      const request: LocalRequest = {
        ...call!,
        body: JSON.stringify(Array.isArray(body) ? body : { ...given, ...body }),
      };
      expect(await send(stage.baseUrl, request)).toMatchObject({ status });
    });

    it('refuse a few kilobytes that stand for more than a request may hold', async () => {
      const response = await fetch(`${stage.baseUrl}/cloudwatch/`, {
        method: 'POST',
        headers: { ...signedHeaders, 'content-encoding': 'gzip', 'x-amz-target': 'x.PutMetricData' },
        body: gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      });
      expect(response.status).toBe(413);
    });

    it('refuse a path that is none, and the usage of ten thousand years', async () => {
      const usage = stage.calls['apigateway']?.find(({ path }) => path.includes('9999'));
      const request: LocalRequest = { method: 'GET', path: '/cloudwatch/\\[', headers: {}, body: '' };
      expect(await send(stage.baseUrl, request)).toMatchObject({ status: 400 });
      expect(await send(stage.baseUrl, usage!)).toMatchObject({ status: 400 });
    });

    it('survive a killed session of the database, and return arrays of several dimensions', async () => {
      const [call] = stage.calls['rds_data'] ?? [];
      const execute = (sql: string) =>
        send(stage.baseUrl, {
          ...call!,
          body: JSON.stringify({ ...JSON.parse(call?.body ?? ''), sql, parameters: [] }),
        });
      expect(await execute('SELECT pg_terminate_backend(pg_backend_pid())')).toMatchObject({ status: 400 });
      const { status, body } = await execute("SELECT ARRAY[['a', 'b'], ['c', NULL]]");
      expect(status).toBe(200);
      expect((JSON.parse(body) as { records: unknown }).records).toEqual([
        [{ arrayValue: { arrayValues: [{ stringValues: ['a', 'b'] }, { stringValues: ['c', null] }] } }],
      ]);
    });

    it.each(SERVICES)(
      `answer ${count} malformed requests to %s without an internal error`,
      async (service) => {
        const calls = stage.calls[service] ?? [];
        await fuzz(malformed(calls), count, async (request) => {
          const { status, body } = await send(stage.baseUrl, request);
          const isInternal = status >= 500 && status !== NO_SERVICE;
          expect({ isInternal, body, logged: isInternal ? stage.logged().at(-1) : undefined }).toMatchObject({
            isInternal: false,
          });
          expect(body).not.toMatch(/^\s+at .*:\d+/m);
        });
      },
      timeout,
    );

    it('still answer well-formed requests after that', async () => {
      for (const service of SERVICES) {
        const replies = await Promise.all((stage.calls[service] ?? []).map((call) => send(stage.baseUrl, call)));
        expect({ service, statuses: replies.map(({ status }) => status) }).toEqual({
          service,
          statuses: expect.arrayContaining([200]),
        });
      }
    });
  });
}
