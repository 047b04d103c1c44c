import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { Credentials } from './credentials.ts';

/** DynamoDB Local writes `Message` where AWS writes `message`. */
const errorReply = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });

/** An error response of a service; `code` is its AWS name without the namespace. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(`${code}: ${message}`);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

export interface JsonClient {
  /** @param target e.g. `DynamoDBStreams_20120810.GetRecords` */
  readonly call: (target: string, body: object, signal: AbortSignal) => Promise<unknown>;
  readonly close: () => void;
}

/**
 * A client for AWS's JSON protocol over kept-alive connections. Every idle mapping polls four times a second, and this
 * client costs a fraction of the SDK's middleware.
 */
export function jsonClient(
  endpoint: string,
  { region, credentials }: { readonly region: string; readonly credentials: Credentials },
): JsonClient {
  const agent = new Agent({ keepAlive: true });
  const scope = `${credentials.accessKeyId}/20260101/${region}/dynamodb/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    ...(credentials.sessionToken !== undefined && { 'x-amz-security-token': credentials.sessionToken }),
  };
  return {
    async call(target, body, signal) {
      const text = JSON.stringify(body);
      const response = await new Promise<{ readonly status: number; readonly body: Buffer }>((resolve, reject) => {
        const outgoing = request(
          endpoint,
          {
            agent,
            method: 'POST',
            headers: { ...headers, 'x-amz-target': target, 'content-length': Buffer.byteLength(text) },
            signal,
          },
          (incoming) => {
            buffer(incoming).then((received) => {
              resolve({ status: incoming.statusCode ?? 0, body: received });
            }, reject);
          },
        );
        outgoing.on('error', reject);
        outgoing.end(text);
      });
      const reply = JSON.parse(response.body.toString('utf8')) as unknown;
      if (response.status === 200) return reply;
      const { __type, message, Message } = errorReply.parse(reply);
      throw new ServiceError(__type.split('#').at(-1) ?? __type, message ?? Message ?? '', response.status);
    },
    close() {
      agent.destroy();
    },
  };
}
