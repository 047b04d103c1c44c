import { describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { apiHandler, ok, route } from '../../../../services/shared/http.ts';
import { text } from '../../../../services/shared/request.ts';
import { recordingLog } from '../recording-log.ts';

describe('text of a request', () => {
  it.each(['order-1', 'Ünï', '漢字', '🙂', 'a b', "O'Brien; --", '%00'])('may be %j', (given) => {
    expect(z.safeParse(text, given).success).toBe(true);
  });

  it.each(['', '\0', 'a\0b', '\n', 'a\r\nb', '\x1b[31m', '\x7f', '\x85', '\ud800', 'a\udc00b', 'x'.repeat(257)])(
    'is refused: %j',
    (given) => {
      expect(z.safeParse(text, given).success).toBe(false);
    },
  );
});

describe('a request with a control character', () => {
  const routes = {
    'GET /products/{sku}': route(z.object({ path: z.object({ sku: text }) }), () => Promise.resolve(ok({}))),
  };
  const event = {
    httpMethod: 'GET',
    resource: '/products/{sku}',
    pathParameters: { sku: '\0' },
    // As the console's test of a method sends it.
    headers: null,
    queryStringParameters: null,
    body: null,
  };

  it('is the mistake of its sender: status 400, and no log line that an alarm counts', async () => {
    const { log, lines } = recordingLog();
    const reply = await apiHandler(routes, log)(event as unknown as APIGatewayProxyEvent, {} as Context);
    expect(reply).toMatchObject({ statusCode: 400, headers: { 'content-type': 'application/problem+json' } });
    expect(lines).toEqual([]);
  });
});
