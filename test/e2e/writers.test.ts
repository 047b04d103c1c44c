import { writersSuite } from '../integration/reconciler/writers/suite.ts';

writersSuite('runs among writers', { forMs: 8_000, seed: 1, seedings: 1 });
