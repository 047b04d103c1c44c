import type { PoolClient } from 'pg';
import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { sqlParameter } from '../sql/parameter.ts';
import { runStatement } from '../sql/run.ts';
import { type DataApi, onCluster, onConnection, target } from './request.ts';

const input = target.extend({
  sql: z.string().max(65_536),
  parameterSets: z.array(z.array(sqlParameter)).default([]),
  transactionId: z.string().optional(),
});
type Input = z.output<typeof input>;

async function runAll(client: PoolClient, { sql, parameterSets }: Input): Promise<void> {
  for (const parameters of parameterSets.length === 0 ? [[]] : parameterSets) {
    await runStatement(client, sql, parameters);
  }
}

/** Without a transaction, each parameter set commits separately, so the sets before an error remain, as AWS documents. */
export const batchExecute = defineRestOperation<DataApi>({
  method: 'POST',
  path: '/BatchExecute',
  permissions: (_path, { body }) => onCluster('BatchExecuteStatement', body),
  run: async (_path, { body }, api) => {
    const request = parseInput(input, parseJson(body));
    await onConnection(api, request, (client) => runAll(client, request));
    return jsonReply(200, { updateResults: request.parameterSets.map(() => ({ generatedFields: [] })) });
  },
});
