import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { type DataApi, onCluster, openTarget, target } from './request.ts';

export const beginTransaction = defineRestOperation<DataApi>({
  method: 'POST',
  path: '/BeginTransaction',
  permissions: (_path, { body }) => onCluster('BeginTransaction', body),
  run: async (_path, { body }, api) => {
    const { cluster, login, database } = openTarget(api, parseInput(target, parseJson(body)));
    const client = await cluster.connections.take(database, login);
    return jsonReply(200, { transactionId: await cluster.transactions.begin(client) });
  },
});
