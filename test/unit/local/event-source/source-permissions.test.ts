import { describe, expect, it } from '@jest/globals';
import type { Caller, Permission } from '../../../../local/core/index.ts';
import { demandSourcePermissions, readerAs } from '../../../../local/event-source/source-permissions.ts';

const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/letters/stream/2026-01-01T00:00:00.000';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:letters';
const LOST = 'arn:aws:sqs:us-east-1:000000000000:lost';

/** A caller that may do everything but these actions. */
function without(...denied: readonly string[]): Caller & { readonly asked: Permission[] } {
  const asked: Permission[] = [];
  return {
    arn: 'caller',
    userId: 'caller',
    asked,
    allows(permission) {
      asked.push(permission);
      return !denied.includes(permission.action);
    },
    demand(permissions) {
      for (const permission of permissions) {
        if (!this.allows(permission)) throw new Error(`denied ${permission.action} on ${permission.resource}`);
      }
    },
  };
}

const create = (caller: Caller, EventSourceArn: string, destination?: string) => {
  const DestinationConfig = destination === undefined ? undefined : { OnFailure: { Destination: destination } };
  demandSourcePermissions(caller, { EventSourceArn, DestinationConfig });
};

describe('a new event source mapping', () => {
  it.each(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'])(
    'of a stream needs %s of the function',
    (action) => {
      expect(() => {
        create(without(action), STREAM);
      }).toThrow(`Cannot access stream ${STREAM}. Please ensure the role can perform the GetRecords, GetShardIterator`);
    },
  );

  it.each(['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])('of a queue needs sqs:%s', (operation) => {
    expect(() => {
      create(without(`sqs:${operation}`), QUEUE);
    }).toThrow(`The provided execution role does not have permissions to call ${operation} on SQS`);
  });

  it('needs sqs:SendMessage for what it discards', () => {
    expect(() => {
      create(without('sqs:SendMessage'), STREAM, LOST);
    }).toThrow(`The function's execution role does not have permissions to call SendMessage on ${LOST}`);
    expect(() => {
      create(without('sqs:SendMessage'), STREAM);
    }).not.toThrow();
  });

  it('asks for the stream, and for the list of the streams of its table', () => {
    const caller = without();
    create(caller, STREAM);
    expect(new Set(caller.asked.map(({ resource }) => resource))).toEqual(
      new Set([STREAM, 'arn:aws:dynamodb:us-east-1:000000000000:table/letters/stream/*']),
    );
  });
});

describe('the reader of a stream', () => {
  it('asks before each call, for its operation on the stream', async () => {
    const calls: string[] = [];
    const engine = {
      call: (target: string) => {
        calls.push(target);
        return Promise.resolve({});
      },
      close: () => undefined,
    };
    const reader = readerAs(without('dynamodb:GetRecords'), STREAM, engine);
    const { signal } = new AbortController();
    await reader.call('DynamoDBStreams_20120810.GetShardIterator', {}, signal);
    await expect(reader.call('DynamoDBStreams_20120810.GetRecords', {}, signal)).rejects.toThrow(
      `denied dynamodb:GetRecords on ${STREAM}`,
    );
    expect(calls).toEqual(['DynamoDBStreams_20120810.GetShardIterator']);
  });
});
