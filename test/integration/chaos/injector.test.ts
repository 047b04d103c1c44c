/** The injector on DynamoDB Local: what it reads from the control table, and what it counts. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ArmedFault } from '../../../chaos/schemas/index.ts';
import { dynamoDb } from '../../../chaos/injector/dynamodb.ts';
import { withChaos } from '../../../chaos/injector/index.ts';
import { chaosTables } from '../../../chaos/injector/tables.ts';
import { freePort } from '../../../local/children/index.ts';
import { armed as armedFault } from '../../unit/chaos/injector/fake-ports.ts';
import { type Dynamo, openDynamo } from '../reconciler/engines.ts';
import { localCredentials } from '../../local-credentials.ts';

const HITS = 'chaos-hits';

describe('the tables of the injector', () => {
  let dynamo: Dynamo;
  let environment: Record<string, string>;
  let control: string;
  let made = 0;

  beforeAll(async () => {
    dynamo = await openDynamo();
    await dynamo.createTable(HITS, 'hitId');
    environment = {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
      AWS_SESSION_TOKEN: 'token',
    };
  }, 60_000);
  afterAll(() => dynamo.close());

  beforeEach(async () => {
    made += 1;
    control = `chaos-control-${made}`;
    await dynamo.createTable(control, 'faultId');
  });

  const put = (faultId: string, attributes: Record<string, { S: string }>) =>
    dynamo.client.send(new PutItemCommand({ TableName: control, Item: { faultId: { S: faultId }, ...attributes } }));
  const arm = (fault: ArmedFault) => put(fault.faultId, { document: { S: JSON.stringify(fault) } });
  const open = (unreadable: unknown[] = []) =>
    chaosTables(dynamoDb(environment), control, HITS, (error) => unreadable.push(error));

  it('contain no fault while nothing is armed', async () => {
    await expect(open().armed()).resolves.toEqual([]);
  });

  it('return every fault, across pages, and skip other items', async () => {
    const faults = ['a', 'b', 'c'].map((faultId) => armedFault({ faultId }));
    for (const fault of faults) {
      await arm(fault);
      await put(`lock-${fault.faultId}`, { preImage: { S: 'x'.repeat(390_000) } });
    }
    const unreadable: unknown[] = [];
    const found = await open(unreadable).armed();
    expect([...found].sort((one, other) => (one.faultId < other.faultId ? -1 : 1))).toEqual(faults);
    expect(unreadable).toEqual([]);
  });

  it('report a document that is not a fault, and return the others', async () => {
    await arm(armedFault());
    await put('half', { document: { S: '{"faultId":"half"}' } });
    await put('torn', { document: { S: '{"faultId":' } });
    const unreadable: unknown[] = [];
    await expect(open(unreadable).armed()).resolves.toEqual([armedFault()]);
    expect(unreadable).toHaveLength(2);
  });

  it('count attempts by run, fault and correlation id, across functions', async () => {
    const fault = armedFault();
    const [one, other] = [open(), open()];
    expect(await one.countAttempt(fault, 'r1-load-0')).toBe(1);
    expect(await other.countAttempt(fault, 'r1-load-0')).toBe(2);
    expect(await other.countAttempt(fault, 'r1-load-1')).toBe(1);
    expect(await one.countAttempt({ ...fault, run: 'r2' }, 'r1-load-0')).toBe(1);
    const together = await Promise.all(Array.from({ length: 10 }, () => one.countAttempt(fault, 'r1-load-9')));
    expect(together.sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("cannot be read where there is no such table, with DynamoDB's own message", async () => {
    const tables = chaosTables(dynamoDb(environment), 'nowhere', HITS, () => undefined);
    await expect(tables.armed()).rejects.toThrow(/Scan was answered 400: .*ResourceNotFoundException/);
  });

  it('cannot be read where no server listens', async () => {
    const port = await freePort();
    const deaf = dynamoDb({ ...environment, AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` });
    await expect(chaosTables(deaf, control, HITS, () => undefined).armed()).rejects.toThrow('fetch failed');
  });

  it('are found through the environment, and a hit is logged before it acts', async () => {
    const until = new Date(Date.now() + 60_000).toISOString();
    await arm(armedFault({ until, parameters: { service: 'quotes', point: 'before-commit' } }));
    const written: string[] = [];
    const output = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const before = { ...process.env };
    Object.assign(process.env, environment, {
      CHAOS_ENABLED: 'true',
      CHAOS_CONTROL_TABLE: control,
      CHAOS_HITS_TABLE: HITS,
    });
    try {
      const handler = withChaos(({ id }: { id: string }) => Promise.resolve(id), {
        service: 'quotes',
        correlationId: ({ id }) => id,
      });
      await expect(handler({ id: 'r1-load-77' })).rejects.toThrow('injected exception in quotes handle');
      await expect(handler({ id: 'somebody else' })).resolves.toBe('somebody else');
    } finally {
      output.mockRestore();
      process.env = before;
    }
    const [line] = written.filter((text) => text.includes('fault.hit'));
    expect(JSON.parse(line ?? 'null')).toEqual({
      level: 'INFO',
      event: 'fault.hit',
      faultId: 'lost-reply',
      fault: 'exception',
      experiment: 'test',
      run: 'r1',
      correlationId: 'r1-load-77',
      point: 'before-commit',
      attempt: 1,
    });
  });
});
