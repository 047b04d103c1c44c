import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { estimateRun } from '../../../../cli/commands/reconcile/estimate.ts';
import { createTerminal } from '../../../../cli/terminal.ts';
import { defineReconciliation, defineRule, dynamoDbView, minutes } from '../../../../reconciler/index.ts';

/** A client whose tables all have 730 items, which take 354 units to read. */
const client = {
  send: () => Promise.resolve({ Table: { ItemCount: 730, TableSizeBytes: 354 * 4096 } }),
} as unknown as DynamoDBClient;

const view = (name: string, readCapacity?: number) =>
  dynamoDbView({
    name,
    client,
    table: name,
    key: 'id',
    fields: { price: 'integer' },
    ...(readCapacity !== undefined && { readCapacity }),
  });

async function estimated(own: number | undefined, limits: { readonly readCapacity?: number }): Promise<string> {
  const rule = defineRule({
    name: 'copies',
    left: view('shop.prices', own),
    right: view('shop.copies'),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: minutes(2),
    repair: { kind: 'report' },
    limits,
  });
  const lines: string[] = [];
  const terminal = createTerminal({ json: false, quiet: true, color: false });
  const reconciliation = defineReconciliation({ rules: [rule] });
  const { signal } = new AbortController();
  await estimateRun({ reconciliation, signal }, { ...terminal, print: (line) => lines.push(line) });
  return lines.join('\n');
}

const TOO_LONG =
  "one function would read for about 6 minutes, and has 4 minutes: deploy ScheduledReconciler with scale: 'distributed', or raise readCapacity";

describe('the estimate of a run', () => {
  it('is of the rows alone, if nothing limits how fast they are read', async () => {
    const text = await estimated(undefined, {});
    expect(text).toContain('730 rows');
    expect(text).not.toContain('would read for');
    expect(text).not.toContain('read units/s');
  });

  it('counts how long a view waits for its own read capacity', async () => {
    const text = await estimated(1, {});
    expect(text).toContain('354 read units, 0.0000 USD, at 1 read units/s');
    expect(text).toContain(TOO_LONG);
  });

  it("counts the rule's read capacity in the place of the view's own", async () => {
    expect(await estimated(1000, { readCapacity: 1 })).toContain(TOO_LONG);
    expect(await estimated(1, { readCapacity: 1000 })).not.toContain('would read for');
  });
});
