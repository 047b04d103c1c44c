import { writersSuite } from './writers-suite.ts';

writersSuite('a run among writers', { forMs: 15_000, seed: 1, products: 40 });
