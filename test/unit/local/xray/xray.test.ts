import { describe, expect, it } from '@jest/globals';
import type { AwsRequest, Permission } from '../../../../local/core/index.ts';
import { createXRay } from '../../../../local/xray/index.ts';
import { RequestLog } from '../../../../local/xray/request-log.ts';

const SPANS = '{"resourceSpans":[]}';

function request(
  body: string,
  path = '/v1/traces',
  demand: (permissions: readonly Permission[]) => void = () => undefined,
) {
  const caller = { ...({} as AwsRequest['caller']), demand };
  return { method: 'POST', url: new URL(path, 'http://here'), headers: {}, body: Buffer.from(body), caller };
}

const reading = (after: number) => ({ url: new URL(`http://here/traces?after=${after}`) });

describe('the endpoint for traces', () => {
  it('keeps what it is sent, for reading once', async () => {
    const xray = createXRay();
    expect((await xray.handle(request(SPANS))).status).toBe(200);
    expect(JSON.parse(xray.read(reading(0)).body?.toString() ?? '')).toEqual({
      next: 1,
      lost: 0,
      requests: [{ resourceSpans: [] }],
    });
    expect(JSON.parse(xray.read(reading(1)).body?.toString() ?? '')).toEqual({ next: 1, lost: 0, requests: [] });
  });

  it('demands the permission that CloudWatch demands', () => {
    const demanded: Permission[] = [];
    const xray = createXRay();
    void xray.handle(request(SPANS, '/v1/traces', (permissions) => demanded.push(...permissions)));
    expect(demanded).toEqual([{ action: 'xray:PutTraceSegments', resource: '*' }]);
  });

  it.each(['no JSON', '[]', '{"resourceSpans":1}'])('refuses %s', (body) => {
    expect(() => createXRay().handle(request(body))).toThrow('no OTLP trace request');
  });

  it('serves nothing else', () => {
    expect(() => createXRay().handle(request(SPANS, '/v1/metrics'))).toThrow('Only POST /v1/traces');
  });
});

describe('the log of requests', () => {
  it('keeps the latest up to its size, and says how many are gone', () => {
    const log = new RequestLog(4);
    for (const text of ['10', '20', '30']) log.add(text);
    expect(JSON.parse(log.after(0))).toEqual({ next: 3, lost: 1, requests: [20, 30] });
    expect(JSON.parse(log.after(2))).toEqual({ next: 3, lost: 0, requests: [30] });
  });

  it('answers a first reader with its current position', () => {
    const log = new RequestLog();
    log.add('10');
    expect(JSON.parse(log.after(Number.MAX_SAFE_INTEGER))).toEqual({ next: 1, lost: 0, requests: [] });
  });
});
