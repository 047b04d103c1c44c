/** The shop, as evenkeel keeps its stores consistent and breaks it on purpose. */
import { extname } from 'node:path';
import { defineSystem } from '@evenkeel/chaos';
import { apiOf } from './api.ts';
import { credentialsOf } from './credentials.ts';
import { drift } from './drift/index.ts';
import { expect } from './expect/index.ts';
import { invariants } from './invariants/index.ts';
import { profiles } from './profiles/index.ts';
import { releases } from './releases/index.ts';
import { sabotages } from './sabotages/index.ts';
import { saga, steps } from './saga.ts';
import { seedShop } from './seed.ts';
import { evidenceOf, reconciliationOf } from './stores.ts';
import { warmUpShop } from './warm-up.ts';

export default defineSystem({
  name: 'commerce',
  reconciliation: reconciliationOf,
  evidence: evidenceOf,
  saga,
  steps,
  invariants,
  expect,
  journeys: {
    module: new URL(`journeys/index${extname(import.meta.url)}`, import.meta.url),
    journeys: {
      browse: { end: null },
      checkout: { end: 'completed' },
      over_limit: { end: 'rolled-back' },
      no_stock: { end: 'rolled-back' },
      quota: { end: null },
      reprice: { end: null },
    },
  },
  profiles,
  credentials: credentialsOf,
  async seed(connection) {
    const { outputs, region } = connection.system;
    const hasMasters = (outputs['HomeRegion'] ?? region) === region;
    const counts = await seedShop(await apiOf(connection), { hasMasters });
    connection.progress(
      `goods: ${counts.products} products, ${counts.customers} customers, ${counts.receipts} receipts`,
    );
  },
  async warmUp(connection) {
    const began = performance.now();
    await warmUpShop(await apiOf(connection), `warm-${Date.now().toString(36)}`);
    connection.progress(`functions: warm after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  },
  drift,
  releases,
  sabotages,
});
