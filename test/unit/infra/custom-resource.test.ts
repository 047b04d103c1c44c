import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { customResource } from '../../../infra/platform/custom-resource.ts';

interface Answer {
  readonly method: string | undefined;
  readonly body: unknown;
}

describe('a custom resource', () => {
  let server: Server;
  let answers: Answer[];
  let status = 200;
  const request = (RequestType: string, PhysicalResourceId?: string) => ({
    RequestType,
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=x`,
    StackId: 'stack-1',
    RequestId: 'request-1',
    LogicalResourceId: 'Schema',
    ResourceProperties: { Databases: [] },
    ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }),
  });

  beforeEach(async () => {
    answers = [];
    status = 200;
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        answers.push({ method: incoming.method, body: JSON.parse(Buffer.concat(chunks).toString()) });
        outgoing.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const ids = { StackId: 'stack-1', RequestId: 'request-1', LogicalResourceId: 'Schema' };

  it('applies its properties on creation and update, and reports success', async () => {
    const done: unknown[] = [];
    const handler = customResource('schema', (properties) => {
      done.push(properties);
      return Promise.resolve();
    });
    await handler(request('Create'));
    await handler(request('Update', 'schema-of-old'));
    expect(done).toEqual([{ Databases: [] }, { Databases: [] }]);
    expect(answers).toEqual([
      { method: 'PUT', body: { Status: 'SUCCESS', PhysicalResourceId: 'schema', ...ids } },
      { method: 'PUT', body: { Status: 'SUCCESS', PhysicalResourceId: 'schema-of-old', ...ids } },
    ]);
  });

  it('does nothing on deletion', async () => {
    const handler = customResource('schema', () => Promise.reject(new Error('must not run')));
    await handler(request('Delete', 'schema'));
    expect(answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
  });

  it('reports a failure with its reason, and does not throw', async () => {
    const handler = customResource('schema', () => Promise.reject(new TypeError('no such table')));
    await handler(request('Create'));
    expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason: 'TypeError: no such table' } }]);
  });

  it('throws if CloudFormation rejects the report, so that Lambda retries', async () => {
    status = 403;
    const handler = customResource('schema', () => Promise.resolve());
    await expect(handler(request('Create'))).rejects.toThrow('403');
  });
});
