import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { warmUpShop } from '../../../../systems/commerce/warm-up.ts';

describe('warming up a system', () => {
  let server: Server;
  let answers: { readonly checkout: number[]; readonly states: string[] };
  let calls: string[];

  beforeEach(async () => {
    calls = [];
    server = createServer((request, response) => {
      calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (request.method === 'POST') {
        response.writeHead(answers.checkout.shift() ?? 202).end();
        return;
      }
      response.writeHead(200).end(JSON.stringify({ state: answers.states.shift() ?? 'COMPLETED' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const api = () => ({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: { 'x-api-key': 'key' },
    signal: new AbortController().signal,
  });

  it('repeats a checkout that met a cold start, and follows every order until it is at rest', async () => {
    answers = { checkout: [503], states: ['PENDING'] };
    await warmUpShop(api(), 'warm');
    const placed = calls.filter((call) => call.startsWith('POST'));
    const followed = new Set(calls.filter((call) => call.startsWith('GET')));
    expect(placed).toHaveLength(41);
    expect(followed.size).toBe(40);
  });

  it('fails at once if checkout refuses the order', async () => {
    answers = { checkout: Array.from({ length: 10 }, () => 422), states: [] };
    await expect(warmUpShop(api(), 'warm')).rejects.toThrow('checkout answered 422');
  });
});
