import { isCommerce, type SystemDescription } from '@evenkeel/chaos/schemas';
import { accessToken } from '../../loadtests/entry.ts';

/** The headers that the system's API requires of probes. For a custom system they come from the command's environment. */
export async function apiCredentials(
  system: SystemDescription,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (isCommerce(system)) return headersOf(system.apiKeys.power, await accessToken(system, signal));
  return headersOf(process.env['EVENKEEL_API_KEY'], process.env['EVENKEEL_TOKEN']);
}

function headersOf(key: string | undefined, token: string | undefined): Record<string, string> {
  return {
    ...(key !== undefined && { 'x-api-key': key }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}
