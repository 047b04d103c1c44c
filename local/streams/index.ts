/**
 * DynamoDB Streams: passes calls on to the engine, which would serve any number of readers, and throttles the third
 * reader of a shard as AWS does.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { answerJson, AwsError, type AwsService, defineOperation, type Site } from '../core/index.ts';
import { type JsonClient, jsonClient, ServiceError } from '../core/json-client.ts';
import { permissionsOf } from '../dynamodb/permissions.ts';
import { ShardReaders } from './shard-readers.ts';

export { ShardReaders } from './shard-readers.ts';

export interface Streams extends AwsService {
  /** Shared with the mappings, which read the engine directly. */
  readonly readers: ShardReaders;
}

/** Time limit for a call, in real milliseconds. */
const TIMEOUT_MS = 30_000;

/** Who reads which shard stands in front of each iterator, so that an iterator's successors have the same reader. */
const SEPARATOR = '#';

/** The iterator as the engine knows it. */
const engineIterator = (iterator: string): string => iterator.slice(iterator.indexOf(SEPARATOR) + 1);

/**
 * @param engine URL of DynamoDB Local, or of the DynamoDB that is used instead
 */
export function createStreams(site: Site, engine: string): Streams {
  const client = jsonClient(engine, site);
  const readers = new ShardReaders(site.log);
  return {
    name: 'dynamodb_streams',
    readers,
    handle: answerJson(operations, { client, readers }, site),
    resourceTypes: [],
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}

interface Context {
  readonly client: JsonClient;
  readonly readers: ShardReaders;
}

const reply = z.looseObject({
  ShardIterator: z.string().optional(),
  NextShardIterator: z.string().nullish(),
});

async function pass({ client }: Context, operation: string, input: object): Promise<z.output<typeof reply>> {
  try {
    const answer = await client.call(`DynamoDBStreams_20120810.${operation}`, input, AbortSignal.timeout(TIMEOUT_MS));
    return reply.parse(answer);
  } catch (error) {
    throw asAwsError(error);
  }
}

function asAwsError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  return new AwsError(`com.amazonaws.dynamodb.v20120810#${error.code}`, error.message.replace(`${error.code}: `, ''), {
    status: error.status,
  });
}

const passed = (name: 'ListStreams' | 'DescribeStream') =>
  defineOperation({
    name,
    input: z.looseObject({}),
    permissions: (input, account) => permissionsOf(name, input, account),
    run: (input, context: Context) => pass(context, name, input),
  });

const getShardIterator = defineOperation({
  name: 'GetShardIterator',
  input: z.looseObject({ StreamArn: z.string(), ShardId: z.string() }),
  permissions: (input, account) => permissionsOf('GetShardIterator', input, account),
  run: async (input, context: Context) => {
    const { ShardIterator = '' } = await pass(context, 'GetShardIterator', input);
    const owner = Buffer.from(JSON.stringify([shardOf(input.StreamArn, input.ShardId), randomUUID()]));
    return { ShardIterator: `${owner.toString('base64url')}${SEPARATOR}${ShardIterator}` };
  },
});

const getRecords = defineOperation({
  name: 'GetRecords',
  input: z.looseObject({ ShardIterator: z.string() }),
  permissions: ({ ShardIterator }, account) =>
    permissionsOf('GetRecords', { ShardIterator: engineIterator(ShardIterator) }, account),
  run: async (input, context: Context) => {
    const iterator = engineIterator(input.ShardIterator);
    const owner = input.ShardIterator.slice(0, -iterator.length - SEPARATOR.length);
    const [shard, reader] = ownerIn(owner);
    try {
      context.readers.admit(shard, reader, performance.now());
    } catch (error) {
      throw asAwsError(error);
    }
    const answer = await pass(context, 'GetRecords', { ...input, ShardIterator: iterator });
    const { NextShardIterator: next } = answer;
    if (typeof next !== 'string') return answer;
    return { ...answer, NextShardIterator: `${owner}${SEPARATOR}${next}` };
  },
});

const operations = [passed('ListStreams'), passed('DescribeStream'), getShardIterator, getRecords];

/** The name of a shard among those of all streams. */
export const shardOf = (streamArn: string, shardId: string): string => `${shardId} of ${streamArn}`;

const ownerSchema = z.tuple([z.string(), z.string()]);

function ownerIn(text: string): z.output<typeof ownerSchema> {
  try {
    return ownerSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new AwsError('com.amazon.coral.validate#ValidationException', 'Invalid ShardIterator');
  }
}
