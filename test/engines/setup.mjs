// Jest's hook before a run: opens the pool of engines, and passes its address to the workers.
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

export default async function setUp() {
  const { openPool } = await tsImport('./pool.ts', {
    parentURL: import.meta.url,
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
  });
  globalThis.enginePool = await openPool();
  process.env.EVENKEEL_TEST_ENGINES = globalThis.enginePool.url;
}
