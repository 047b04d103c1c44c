import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { type DataApi, onCluster, openTarget, target } from './request.ts';

const input = target.extend({ transactionId: z.string() });

export const rollbackTransaction = defineRestOperation<DataApi>({
  method: 'POST',
  path: '/RollbackTransaction',
  permissions: (_path, { body }) => onCluster('RollbackTransaction', body),
  run: async (_path, { body }, api) => {
    const request = parseInput(input, parseJson(body));
    await openTarget(api, request).cluster.transactions.end(request.transactionId, 'ROLLBACK');
    return jsonReply(200, { transactionStatus: 'Rollback Complete' });
  },
});
