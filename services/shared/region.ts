/**
 * The regions of a stage that has two. Masters, such as products and customers, are written in the home region; copies reach
 * the other one through global tables, whose streams carry the writes of both. So each item says where it was written, and
 * a consumer takes only what its own region wrote: otherwise both regions would act on it.
 */
import * as z from 'zod/mini';
import { required } from './environment.ts';
import type { Routes } from './http.ts';
import type { Item } from './items.ts';
import { parseEnvironment } from './environment.ts';
import { HttpProblem } from './problem.ts';

const Environment = z.object({
  /** Lambda sets it. */
  AWS_REGION: z.optional(required),
  /** Only in a stage of two regions: the one with the masters. */
  HOME_REGION: z.optional(required),
});

export interface Region {
  /** Says in an item where it was written. In a stage of one region, the item stays as it is. */
  stamp<Given extends Item>(item: Given): Given & { readonly region?: string };
  /** Whether an item was written in this region. */
  wrote(item: Item): boolean;
  /** The routes, which answer in the home region only: the other one has no masters to read or to change. */
  ofMasters(routes: Routes): Routes;
}

/** @param variables the function's environment */
export function ownRegion(variables: Readonly<Record<string, string | undefined>> = process.env): Region {
  const { AWS_REGION: own, HOME_REGION: home } = parseEnvironment(Environment, variables);
  if (home === undefined) {
    return { stamp: (item) => item, wrote: () => true, ofMasters: (routes) => routes };
  }
  return {
    stamp: (item) => ({ ...item, ...(own !== undefined && { region: own }) }),
    wrote: ({ region }) => region === own,
    ofMasters: (routes) => (own === home ? routes : misdirected(routes, home)),
  };
}

const misdirected = (routes: Routes, home: string): Routes =>
  Object.fromEntries(
    Object.keys(routes).map((name) => [
      name,
      () =>
        Promise.reject(new HttpProblem(421, 'Misdirected request', `Masters are in ${home}. Send this request there.`)),
    ]),
  );
