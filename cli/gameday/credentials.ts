import type { OpenedSystem } from '@evenkeel/chaos';
import type { LoadCredentials } from '@evenkeel/chaos/schemas';

/** How probes and journeys authenticate: as the definition says or, if it says nothing, by the command's environment. */
export async function apiCredentials(
  system: Pick<OpenedSystem, 'definition' | 'connection'> | undefined,
): Promise<LoadCredentials> {
  return (await system?.definition.credentials?.(system.connection)) ?? { headers: fromEnvironment(process.env) };
}

function fromEnvironment({
  EVENKEEL_API_KEY: key,
  EVENKEEL_TOKEN: token,
}: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return {
    ...(key !== undefined && { 'x-api-key': key }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}
