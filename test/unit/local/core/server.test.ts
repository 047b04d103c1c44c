import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import {
  AwsError,
  answerJson,
  answerRest,
  createClock,
  defineOperation,
  defineRestOperation,
  jsonReply,
  serveAws,
} from '../../../../local/core/index.ts';
import { type AwsServer } from '../../../../local/core/server.ts';
import { signedHeaders } from '../../../local-credentials.ts';
import { localAccess } from '../../../local-site.ts';

interface Shelf {
  readonly books: string[];
}

const addBook = defineOperation({
  name: 'AddBook',
  input: z.object({ Title: z.string(), Pages: z.number() }),
  permissions: () => [{ action: 'library:AddBook', resource: '*' }],
  run: ({ Title }, shelf: Shelf) => {
    shelf.books.push(Title);
    return { Count: shelf.books.length };
  },
});

const burnBook = defineOperation({
  name: 'BurnBook',
  input: z.object({}),
  permissions: () => [],
  run: () => {
    throw new AwsError('BookBurningException', 'Not here.', { status: 403 });
  },
});

const getBook = defineRestOperation<Shelf>({
  method: 'GET',
  path: '/books/{Title}',
  permissions: () => [{ action: 'library:GetBook', resource: '*' }],
  run: ({ Title }, { url }, { books }) =>
    jsonReply(200, { found: books.includes(Title ?? ''), verbose: url.searchParams.get('verbose') }),
});

describe('the HTTP server', () => {
  let server: AwsServer;
  const shelf: Shelf = { books: [] };

  beforeAll(async () => {
    const clock = createClock({ speed: 20, startAt: new Date('2026-01-01T00:00:00Z') });
    server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
    const account = { region: 'us-east-1', accountId: '000000000000' };
    const common = { resourceTypes: [], close: () => Promise.resolve() };
    server.mount({ name: 'library', handle: answerJson([addBook, burnBook], shelf, account), ...common });
    server.mount({ name: 'reading', handle: answerRest([getBook], shelf, account), ...common });
  });
  afterAll(() => server.close());

  const call = (operation: string, body: unknown) =>
    fetch(`${server.baseUrl}/library`, {
      method: 'POST',
      headers: { ...signedHeaders, 'x-amz-target': `Library_2026.${operation}` },
      body: JSON.stringify(body),
    });

  it('dispatches JSON operations by their target, and sends no Date header', async () => {
    const response = await call('AddBook', { Title: 'Emma', Pages: 474 });
    expect(await response.json()).toEqual({ Count: 1 });
    expect(response.headers.get('date')).toBeNull();
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('names every invalid field', async () => {
    const response = await call('AddBook', { Pages: 'many' });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException');
    const { message } = (await response.json()) as { message: string };
    expect(message).toMatch(/^2 validation errors detected: .*'Title'.*'Pages'/u);
  });

  it('renders errors as AWS does', async () => {
    const response = await call('BurnBook', {});
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ __type: 'BookBurningException', message: 'Not here.' });
  });

  it('rejects an unknown operation', async () => {
    expect(await (await call('WriteBook', {})).json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('matches REST paths and decodes their parameters', async () => {
    shelf.books.push('Bleak House');
    const response = await fetch(`${server.baseUrl}/reading/books/Bleak%20House/?verbose=1`, {
      headers: signedHeaders,
    });
    expect(await response.json()).toEqual({ found: true, verbose: '1' });
  });

  it('answers a malformed percent-encoding with 400', async () => {
    const response = await fetch(`${server.baseUrl}/reading/books/%E0%A4`, { headers: signedHeaders });
    expect(response.status).toBe(400);
  });

  it('serves the speed of the virtual clock', async () => {
    const response = await fetch(`${server.baseUrl}/_evenkeel/clock`);
    expect(await response.json()).toMatchObject({ speed: 20 });
  });

  it('returns 503 for a service that is not mounted', async () => {
    expect((await fetch(`${server.baseUrl}/s3/bucket`)).status).toBe(503);
  });
});
