import { writersSuite } from './writers/suite.ts';

for (const seed of [1, 2])
  writersSuite(`runs among writers for two minutes, seed ${seed}`, { forMs: 120_000, seed, seedings: 3 });
