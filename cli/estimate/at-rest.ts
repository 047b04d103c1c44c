/** What a stage costs a month while nobody uses it, from the templates of its regions. */
import { type CostLine, costLines } from './lines.ts';
import type { Prices } from './prices.ts';
import { type Quantities, quantitiesAtRest } from './quantities.ts';
import { ofType, type Regions, resourcesIn } from './resources.ts';

export interface RegionalCostLine extends CostLine {
  /** At list price, by region. */
  readonly usdByRegion: Readonly<Record<string, number>>;
}

/** What an account has free of charge is so for all its regions together. */
export function costAtRest(regions: Regions, prices: Prices): readonly RegionalCostLine[] {
  const quantities = [...regions].map(([region, templates]): readonly [string, Quantities] => {
    const own = quantitiesAtRest(templates);
    return [region, { ...own, secrets: own.secrets + replicasIn(region, regions) }];
  });
  const linesOf = quantities.map(([region, each]) => [region, costLines(each, prices)] as const);
  return costLines(sumOf(quantities.map(([, each]) => each)), prices).map((line) => ({
    ...line,
    usdByRegion: Object.fromEntries(
      linesOf.map(([region, lines]) => [region, lines.find(({ what }) => what === line.what)?.usd ?? 0]),
    ),
  }));
}

function sumOf([first, ...others]: readonly Quantities[]): Quantities {
  const sum = { ...(first ?? quantitiesAtRest([])) };
  for (const other of others) {
    for (const name of Object.keys(sum) as (keyof Quantities)[]) sum[name] += other[name];
  }
  return sum;
}

/** Replicas of secrets in a region. One in a region that has no stacks counts where its secret is made. */
function replicasIn(region: string, regions: Regions): number {
  const counted = [...regions].flatMap(([made, templates]) =>
    ofType(resourcesIn(templates), 'AWS::SecretsManager::Secret').flatMap(({ Properties }) => {
      const replicas = (Properties?.['ReplicaRegions'] ?? []) as readonly { readonly Region?: string }[];
      return replicas.map(({ Region: to = made }) => (regions.has(to) ? to : made));
    }),
  );
  return counted.filter((each) => each === region).length;
}
