import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { collectorOf, postTo } from '../../../../../services/shared/tracing/collector.ts';

const ROLE = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

describe('the collector of a function', () => {
  it('is CloudWatch in the region, with signed requests', () => {
    const { url, isSigned } = collectorOf(ROLE);
    expect([url.href, isSigned]).toEqual(['https://xray.eu-west-1.amazonaws.com/v1/traces', true]);
  });

  it('is where the endpoint of CloudWatch is replaced', () => {
    const { url, isSigned } = collectorOf({ ...ROLE, AWS_ENDPOINT_URL_XRAY: 'http://127.0.0.1:4000/xray' });
    expect([url.href, isSigned]).toEqual(['http://127.0.0.1:4000/xray/v1/traces', true]);
  });

  it('is any other that the environment names, with the headers that it asks for', () => {
    const variables = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/',
      OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=abc%3D, tenant=shop',
    };
    expect(collectorOf({ ...ROLE, ...variables })).toEqual({
      url: new URL('https://collector.example/otlp/v1/traces'),
      headers: { 'api-key': 'abc=', tenant: 'shop' },
      isSigned: false,
    });
  });

  it('must be a URL', () => {
    expect(() => collectorOf({ ...ROLE, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).toThrow(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    );
  });
});

describe('a request to the collector', () => {
  const servers: ReturnType<typeof createServer>[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function collector(status: number) {
    const received: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(status).end(status === 200 ? '{}' : 'no such tenant');
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
  }

  const body = Buffer.from('{"resourceSpans":[]}');

  it('is signed for CloudWatch with the credentials of the role', async () => {
    const { url, received } = await collector(200);
    await postTo(collectorOf({ ...ROLE, AWS_ENDPOINT_URL_XRAY: url }), ROLE)(body);
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toBe('{"resourceSpans":[]}');
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(received[0]?.headers['x-amz-security-token']).toBe('token');
    expect(received[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/xray\/aws4_request/,
    );
  });

  it('to any other collector is not signed, and has its headers', async () => {
    const { url, received } = await collector(200);
    const variables = { ...ROLE, OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc' };
    await postTo(collectorOf(variables), variables)(body);
    expect(received[0]?.headers['api-key']).toBe('abc');
    expect(received[0]?.headers.authorization).toBeUndefined();
  });

  it('fails with what the collector answered', async () => {
    const { url } = await collector(400);
    const variables = { ...ROLE, OTEL_EXPORTER_OTLP_ENDPOINT: url };
    await expect(postTo(collectorOf(variables), variables)(body)).rejects.toThrow('answered 400: no such tenant');
  });
});
