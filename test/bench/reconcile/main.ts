/** `tsx test/bench/reconcile/main.ts`: the figures; with numbers of rows, the table of how the cost grows. */
import { describe } from '../figure.ts';
import { reconcileBench, reconcileGrowth } from './index.ts';

const sizes = process.argv.slice(2).map(Number);
if (sizes.length > 0) console.log(await reconcileGrowth(sizes));
else for (const figure of await reconcileBench()) console.log(describe(figure));
