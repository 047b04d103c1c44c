import { describe, expect, it } from '@jest/globals';
import {
  type Clock,
  defineReconciliation,
  defineRule,
  dynamoDbView,
  type DynamoDbViewOptions,
  type FieldDeclaration,
  newRunId,
  runReconcile,
} from '../../../reconciler/index.ts';

type Items = readonly Readonly<Record<string, { readonly S: string }>>[];

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: { readonly RequestItems?: Readonly<Record<string, { readonly Keys: Items }>> };
}

/** A client of one table that is keyed by `id`. */
function tableOf(items: Items): DynamoDbViewOptions<string>['client'] {
  const answers: Readonly<Record<string, (sent: Sent) => object>> = {
    DescribeTableCommand: () => ({
      Table: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
    }),
    ScanCommand: () => ({ Items: items }),
    BatchGetItemCommand: ({ input }) => ({
      Responses: Object.fromEntries(
        Object.entries(input.RequestItems ?? {}).map(([table, { Keys }]) => [
          table,
          items.filter((item) => Keys.some((key) => key['id']?.S === item['id']?.S)),
        ]),
      ),
    }),
  };
  const client = { send: (sent: Sent) => Promise.resolve(answers[sent.constructor.name]?.(sent)) };
  return client as unknown as DynamoDbViewOptions<string>['client'];
}

const clock: Clock = { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() };

const view = (name: string, items: Items, title: FieldDeclaration) =>
  dynamoDbView({ name, client: tableOf(items), table: name, key: 'id', fields: { title } });

const compareTitles = (left: Items, right: Items, title: FieldDeclaration) =>
  runReconcile({
    reconciliation: defineReconciliation({
      rules: [
        defineRule({
          name: 'titles',
          left: view('shop.books', left, { type: 'text', from: 'title' }),
          right: view('search.books', right, title),
          relation: 'equal',
          settleWindow: 0,
          mastership: { default: 'left' },
          repair: { kind: 'report' },
        }),
      ],
    }),
    runId: newRunId(new Date(0)),
    clock,
    signal: new AbortController().signal,
  });

const titled = (count: number): Items =>
  Array.from({ length: count }, (_, at) => ({ id: { S: `b${at}` }, title: { S: `Title ${at}` } }));

describe('a field whose attribute no item of a DynamoDB table has', () => {
  it('is reported once, with its view and its attribute, and no difference is', async () => {
    const result = await compareTitles(titled(200), titled(200), { type: 'text', from: 'tittle' });
    expect(result).toMatchObject({ outcome: 'inconclusive', differences: [] });
    expect(result.rules).toEqual([
      expect.objectContaining({
        drift: 0,
        reason: expect.stringMatching(
          /^titles: no item of search\.books has the attribute tittle, from which its field title/,
        ),
      }),
    ]);
  });

  it('may be declared to mean null', async () => {
    const result = await compareTitles(titled(2), titled(2), { type: 'text', from: 'subtitle', absent: 'null' });
    expect(result).toMatchObject({ outcome: 'drift', rules: [{ drift: 2 }] });
  });

  it('is no mistake if the other side does not have it either', async () => {
    const untitled = [{ id: { S: 'b0' } }];
    const result = await compareTitles([...untitled, { id: { S: 'b1' } }], untitled, 'text');
    expect(result).toMatchObject({ outcome: 'drift', differences: [{ key: 'b1', kind: 'missing-right' }] });
  });

  it('is no mistake in a table without items', async () => {
    expect((await compareTitles(titled(1), [], 'text')).rules[0]?.reason).toMatch(/right side is empty/);
  });
});
