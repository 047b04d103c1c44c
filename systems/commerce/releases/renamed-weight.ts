import type { CodeRelease } from '@evenkeel/chaos';
import { textOf } from '../records.ts';

/** The version writes `weight`; the readers of product cards know only `weightGrams`. */
export const renamedWeight: CodeRelease = {
  name: 'renamed-weight',
  summary: "Warehouse's product cards get their weight under a name that no reader knows.",
  overrides: [
    {
      module: 'services/warehouse/functions/products',
      find: `toItem: (event) => parse(ProductCard, event, 'Product event'),`,
      replace: `toItem: (event) => {
        const { weightGrams, ...card } = parse(ProductCard, event, 'Product event');
        return { ...card, weight: weightGrams };
      },`,
    },
  ],
  drift: ({ asked }) => ({ rule: 'card-copies', key: textOf(asked, 'sku') }),
};
