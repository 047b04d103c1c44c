import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCredentials, type Credentials } from '../../local/core/index.ts';
import { type Front, startFront } from '../../local/dynamodb/front/index.ts';
import { createIam } from '../../local/iam/index.ts';
import { localCredentials } from '../local-credentials.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './local-lambda/dynamodb-local.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const ignore = () => undefined;
const iam = createIam({ account, credentials: localCredentials, log: ignore, notice: ignore });

let engine: DynamoDbLocal;
let front: Front;
const clients: DynamoDBClient[] = [];

/** The session of a role that may do this to the table `letters`. */
function clerk(name: string, ...Action: readonly string[]): DynamoDBClient {
  const { arn } = iam.identities.addRole({
    name,
    id: 'AROA1',
    trust: { Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' } },
    boundaryArn: undefined,
    createdAt: 0,
  });
  const Resource = 'arn:aws:dynamodb:us-east-1:000000000000:table/letters';
  iam.identities.putInlinePolicy(name, 'table', { Statement: { Effect: 'Allow', Action, Resource } });
  return client(iam.access.assume({ roleArn: arn, sessionName: 'sort', service: 'lambda.amazonaws.com' })!.credentials);
}

function client(credentials: Credentials): DynamoDBClient {
  const opened = new DynamoDBClient({ endpoint: front.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(opened);
  return opened;
}

const letter = (id: string) => ({ TableName: 'letters', Item: { id: { S: id }, text: { S: '€'.repeat(20_000) } } });

beforeAll(async () => {
  engine = await startDynamoDbLocal();
  await engine.call('DynamoDB_20120810.CreateTable', {
    TableName: 'letters',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const site = { ...account, access: iam.access, credentials: localCredentials, log: ignore };
  front = await startFront({ endpoint: engine.endpoint, isOurs: true }, site);
}, 60_000);

afterAll(async () => {
  for (const opened of clients) opened.destroy();
  await front.close();
  await engine.stop();
});

describe('the front of DynamoDB', () => {
  it("shows a role the administrator's tables, as far as its policies allow", async () => {
    const reader = clerk('reader', 'dynamodb:GetItem');
    await client(localCredentials).send(new PutItemCommand(letter('a')));
    const { Item } = await reader.send(new GetItemCommand({ TableName: 'letters', Key: { id: { S: 'a' } } }));
    expect(Item).toEqual(letter('a').Item);
    await expect(reader.send(new PutItemCommand(letter('b')))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message:
        'User: arn:aws:sts::000000000000:assumed-role/reader/sort is not authorized to perform: dynamodb:PutItem on ' +
        'resource: arn:aws:dynamodb:us-east-1:000000000000:table/letters because no identity-based policy allows the ' +
        'dynamodb:PutItem action',
    });
  });

  it('goes on with the same connection after a denial', async () => {
    const reader = clerk('patient', 'dynamodb:GetItem');
    const get = new GetItemCommand({ TableName: 'letters', Key: { id: { S: 'none' } } });
    for (let turn = 0; turn < 20; turn += 1) {
      await expect(reader.send(new PutItemCommand(letter('b')))).rejects.toThrow('not authorized');
      await expect(reader.send(get)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    }
  });

  it('serves many requests at once', async () => {
    const writer = clerk('writer', 'dynamodb:PutItem', 'dynamodb:GetItem');
    const ids = Array.from({ length: 60 }, (_, index) => `many-${index}`);
    await Promise.all(ids.map((id) => writer.send(new PutItemCommand(letter(id)))));
    const found = await Promise.all(
      ids.map((id) => writer.send(new GetItemCommand({ TableName: 'letters', Key: { id: { S: id } } }))),
    );
    expect(found.map(({ Item }) => Item?.['id']?.S)).toEqual(ids);
  });

  it('demands the action of each item of a transaction', async () => {
    const writer = clerk('checker', 'dynamodb:PutItem');
    const check = {
      ConditionCheck: {
        TableName: 'letters',
        Key: { id: { S: 'a' } },
        ConditionExpression: 'attribute_exists(id)',
      },
    };
    const transaction = new TransactWriteItemsCommand({ TransactItems: [check, { Put: letter('c') }] });
    await expect(writer.send(transaction)).rejects.toThrow('dynamodb:ConditionCheckItem');
  });

  it('refuses other keys, unsigned requests and the pages of other sites', async () => {
    await expect(client(createCredentials()).send(new PutItemCommand(letter('d')))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const post = async (headers: Readonly<Record<string, string>>) => {
      const outgoing = request(front.endpoint, { method: 'POST', headers });
      const reply = new Promise<string>((resolve, reject) => {
        outgoing.on('error', reject);
        outgoing.on('response', (incoming) => {
          text(incoming).then(resolve, reject);
        });
      });
      outgoing.end('{}');
      return await reply;
    };
    expect(await post({})).toContain('MissingAuthenticationTokenException');
    expect(await post({ origin: 'https://example.com' })).toContain('web pages');
    expect(await post({ host: 'rebound.example.com' })).toContain('refused');
  });
});
