import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { defineReconciliation, defineRule, runReconcile, systemClock, type View } from '../../../reconciler/index.ts';

interface Sent {
  readonly name: string;
  readonly update: string;
}

/** The control tables, empty except for the lease. */
function createTables(failing: (sent: Sent) => boolean = () => false) {
  const sent: Sent[] = [];
  const send = (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    const input = command.input as { readonly UpdateExpression?: string };
    const one = { name: command.constructor.name, update: input.UpdateExpression ?? '' };
    sent.push(one);
    if (failing(one)) return Promise.reject(new TypeError('something unforeseen'));
    const lease: Record<string, AttributeValue> = { fence: { N: '1' }, open: { SS: ['run'] } };
    return Promise.resolve(one.name === 'UpdateItemCommand' ? { Attributes: lease } : {});
  };
  const client = { send } as unknown as DynamoDBClient;
  return { tables: { client, ledgerTable: 'ledger', controlTable: 'control' }, sent };
}

const view = (name: string, count: bigint): View => ({
  name,
  fields: { count: 'integer' },
  sensitive: new Set(),
  strong: true,
  async *scan() {
    await Promise.resolve();
    yield { key: 'a', fields: { count } };
  },
  read: (keys) => Promise.resolve(new Map(keys.map((key) => [key, { key, fields: { count } }]))),
  write: () => Promise.resolve({ written: false, reason: '' }),
});

const run = ({ tables }: ReturnType<typeof createTables>, master: () => 'left') =>
  runReconcile({
    reconciliation: defineReconciliation({
      rules: [
        defineRule({
          name: 'copies',
          left: view('master', 1n),
          right: view('copy', 2n),
          relation: 'equal',
          mastership: { default: 'left', fields: { count: master } },
          settleWindow: 0,
          repair: { kind: 'copy' },
        }),
      ],
    }),
    runId: 'run',
    repair: tables,
    clock: systemClock,
    signal: new AbortController().signal,
  });

const isRelease = ({ update }: Sent): boolean => update.includes('#until = :now');

describe('the lease of a run that fails', () => {
  it('is released when a function of a rule throws', async () => {
    const control = createTables();
    const result = await run(control, () => {
      throw new TypeError('a mistake in the rule');
    });
    expect(result).toMatchObject({
      outcome: 'drift',
      rules: [{ reason: expect.stringContaining('threw a mistake in the rule for the key a') }],
    });
    expect(control.sent.filter(isRelease)).toHaveLength(1);
  });

  it('is released when the run cannot store what it read', async () => {
    const control = createTables(({ name }) => name === 'PutItemCommand');
    await expect(run(control, () => 'left')).rejects.toThrow('something unforeseen');
    expect(control.sent.filter(isRelease)).toHaveLength(1);
  });

  it('is released when the control table fails during the run', async () => {
    const control = createTables(({ name }) => name === 'DeleteItemCommand');
    expect(await run(control, () => 'left')).toMatchObject({ outcome: 'inconclusive' });
    expect(control.sent.filter(isRelease)).toHaveLength(1);
  });
});
