import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { MAX_REQUEST_BYTES as MAX_CLOUDWATCH_BYTES } from '../../../local/cloudwatch/cloudwatch.ts';
import { MAX_METRICS } from '../../../local/cloudwatch/operations/put-metric-data.ts';
import { MAX_MUTE_RULES } from '../../../local/cloudwatch/mute-rules.ts';
import { CLOUDWATCH_RATES } from '../../../local/cloudwatch/rates.ts';
import { MAX_REQUEST_BYTES } from '../../../local/eventbridge/operations.ts';
import { ACCOUNT_CONCURRENCY } from '../../../local/lambda/concurrency.ts';
import { PAYLOAD_LIMIT } from '../../../local/lambda/lambda.ts';
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from '../../../local/logs/operations/put-log-events.ts';
import { LOGS_RATES } from '../../../local/logs/rates.ts';
import { MAX_REPLY_BYTES } from '../../../local/rds/sql/run.ts';
import { MAX_INPUT_BYTES } from '../../../local/scheduler/schedule.ts';
import { MAX_SECRET_BYTES } from '../../../local/secretsmanager/secret.ts';
import { MAX_MESSAGE_BYTES } from '../../../local/sqs/message-size.ts';

const text = await readFile(new URL('../../../docs/limits.md', import.meta.url), 'utf8');

/** The figure of each row, by its first cell. */
const rows = new Map(
  [...text.matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].map(([, limit = '', figure = '']) => [limit.trim(), figure.trim()]),
);
const digits = (figure: string | undefined) => Number(/^[\d,]+/.exec(figure ?? '')?.[0].replaceAll(',', ''));

describe('docs/limits.md', () => {
  it.each([
    ['Lambda: event of a synchronous invocation', PAYLOAD_LIMIT.RequestResponse],
    ['Lambda: event of an asynchronous invocation', PAYLOAD_LIMIT.Event],
    ['Lambda: concurrent invocations of the account', ACCOUNT_CONCURRENCY],
    ['SQS: a message with its attributes', MAX_MESSAGE_BYTES],
    ['SQS: the messages of a batch together', MAX_MESSAGE_BYTES],
    ['EventBridge: the entries of PutEvents together', MAX_REQUEST_BYTES],
    ['EventBridge Scheduler: input of a target', MAX_INPUT_BYTES],
    ['CloudWatch: body of a request, as sent', MAX_CLOUDWATCH_BYTES],
    ['CloudWatch: metrics of PutMetricData', MAX_METRICS],
    ['CloudWatch: mute rules of an account', MAX_MUTE_RULES],
    ['CloudWatch Logs: a line', MAX_EVENT_BYTES],
    ['CloudWatch Logs: lines of PutLogEvents, with 26 for each', MAX_BATCH_BYTES],
    ['Secrets Manager: value of a secret', MAX_SECRET_BYTES],
    ['RDS Data API: a reply', MAX_REPLY_BYTES],
  ])('gives the figure of the code for %s', (limit, figure) => {
    expect(digits(rows.get(limit))).toBe(figure);
  });

  it.each([
    ['CloudWatch', CLOUDWATCH_RATES],
    ['CloudWatch Logs', LOGS_RATES],
  ])('lists every rate of %s', (service, rates) => {
    const shown = (rows.get(service) ?? '').split(', ').map((each) => each.split(' '));
    expect(Object.fromEntries(shown.map(([name, rate]) => [name, digits(rate)]))).toEqual(rates);
  });
});
