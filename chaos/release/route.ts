/** Which versions an alias sends its calls to, and what of that the run put there. */
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import type { TargetClients } from '../target.ts';

/** Where an alias sends its calls: most to one version, and shares from 0 to 1 to others. */
export interface Route {
  readonly version: string;
  readonly others: ReadonlyMap<string, number>;
}

/** The versions of a release: the one before, and the defective one. */
interface Versions {
  readonly from: string;
  readonly to: string;
}

/** A route as it was read, and the alias's revision, which any change of it replaces. */
export interface ReadRoute extends Route {
  readonly revision: string | undefined;
}

export async function routeOf(
  { lambda }: Pick<TargetClients, 'lambda'>,
  { functionName, alias }: { readonly functionName: string; readonly alias: string },
): Promise<ReadRoute> {
  const found = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
  const weights = Object.entries(found.RoutingConfig?.AdditionalVersionWeights ?? {});
  return { version: found.FunctionVersion ?? '', others: new Map(weights), revision: found.RevisionId };
}

/** The versions on a route that are none of the release's: somebody else deployed them. */
export function foreignOn({ version, others }: Route, { from, to }: Versions): readonly string[] {
  return [version, ...others.keys()].filter((one) => one !== from && one !== to);
}

/** The route without the defective version, whose calls the version before gets; undefined if it is not on it. */
export function withoutRelease({ version, others }: Route, { from, to }: Versions): Route | undefined {
  if (version !== to && !others.has(to)) return undefined;
  const serving = version === to ? from : version;
  return { version: serving, others: new Map([...others].filter(([one]) => one !== to && one !== serving)) };
}
