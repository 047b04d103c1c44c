import { describe, expect, it } from '@jest/globals';
import { RequestReader } from '../../../../local/dynamodb/front/request.ts';

const request = (body: string, ...headers: readonly string[]) =>
  Buffer.from(['POST / HTTP/1.1', ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));

/** All requests of a connection whose bytes arrive in chunks of this size. */
function read(bytes: Buffer, size: number): string[] {
  const reader = new RequestReader();
  const bodies: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
    for (let found = reader.next(); found; found = reader.next()) bodies.push(found.body.toString());
  }
  return bodies;
}

describe('the requests of a connection', () => {
  it.each([1, 7, 64, 4096])('are found in chunks of %i bytes', (size) => {
    const bytes = Buffer.concat([request('{"a":1}'), request(''), request('ü'.repeat(100))]);
    expect(read(bytes, size)).toEqual(['{"a":1}', '', 'ü'.repeat(100)]);
  });

  it('have headers in any case', () => {
    const reader = new RequestReader();
    reader.push(request('', 'X-Amz-Target: DynamoDB_20120810.GetItem', 'Host: 127.0.0.1'));
    const found = reader.next();
    expect(found?.header('x-amz-target')).toBe('DynamoDB_20120810.GetItem');
    expect(found?.header('content-length')).toBe('0');
    expect(found?.header('origin')).toBeUndefined();
  });

  it('are refused without a length, or if they are too large', () => {
    const refused = (head: string) => () => read(Buffer.from(`${head}\r\n\r\n`), 4096);
    expect(refused('POST / HTTP/1.1\r\nTransfer-Encoding: chunked')).toThrow('Content-Length');
    expect(refused('POST / HTTP/1.1\r\nContent-Length: 99999999')).toThrow('too large');
    expect(refused('POST / HTTP/1.1\r\nContent-Length: many')).toThrow('too large');
    expect(refused(`POST / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`)).toThrow('too large');
  });
});
