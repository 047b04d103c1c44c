import { describe, expect, it } from '@jest/globals';
import { localAccess, localSite } from '../../../local-site.ts';
import { createEventBridge } from '../../../../local/eventbridge/index.ts';

const AT = Date.parse('2026-03-01T12:00:00.000Z');

function bridge() {
  const clock = { speed: 1, now: () => AT, sleep: () => Promise.resolve() };
  return createEventBridge(localSite({ clock, baseUrl: 'http://127.0.0.1' }));
}

async function put(service: ReturnType<typeof bridge>, entries: readonly object[]): Promise<unknown> {
  const { body } = await service.handle({
    method: 'POST',
    url: new URL('http://127.0.0.1/'),
    headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify({ Entries: entries })),
    caller: localAccess.administrator,
  });
  return JSON.parse(String(body));
}

describe('PutEvents', () => {
  it('keeps an event as a target would receive it, with the virtual time', async () => {
    const service = bridge();
    const reply = await put(service, [{ Source: 'shop', DetailType: 'Sold', Detail: '{"sku":"nut"}' }]);
    const [event] = service.events.all();
    expect(reply).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: event?.id }] });
    expect(event).toMatchObject({
      source: 'shop',
      'detail-type': 'Sold',
      detail: { sku: 'nut' },
      time: '2026-03-01T12:00:00.000Z',
    });
  });

  it('reports the invalid entries and accepts the others', async () => {
    const service = bridge();
    const valid = { Source: 'shop', DetailType: 'Sold', Detail: '{}' };
    const reply = await put(service, [
      { ...valid, Detail: 'no JSON' },
      { Source: 'shop' },
      { ...valid, EventBusName: 'mine' },
      valid,
    ]);
    expect(reply).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { ErrorCode: 'MalformedDetail' },
        { ErrorCode: 'InvalidArgument' },
        { ErrorCode: 'ResourceNotFoundException' },
        { EventId: expect.any(String) },
      ],
    });
    expect(service.events.all()).toHaveLength(1);
  });
});
