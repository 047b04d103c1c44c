import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defineSystem } from 'evenkeel/chaos';
import { rules } from './rules.ts';

export default defineSystem({
  name: 'own-stores',
  reconciliation: (connection) => rules(new DynamoDBClient(connection.client('DYNAMODB')), connection.system.prefix),
  async seed({ system, signal, progress }) {
    for (let number = 1; number <= 30; number += 1) {
      const body = JSON.stringify({ sku: `sku-${number}`, title: `Thing ${number}`, cents: 100 * number });
      const answer = await fetch(`${system.apiUrl}/products`, { method: 'PUT', body, signal });
      if (!answer.ok) throw new Error(`PUT /products answered ${answer.status}`);
    }
    progress('products: 30');
  },
});
