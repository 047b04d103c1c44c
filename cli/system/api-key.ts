import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import type { ClientConfiguration } from '@evenkeel/chaos';
import { usageFailure } from '../failure.ts';

/**
 * Looks up values of API keys by their ids.
 *
 * @throws CommandFailure exit 2 if the value of a key cannot be read
 */
export function apiKeyValues(configuration: ClientConfiguration): (id: string) => Promise<string> {
  const gateway = new APIGatewayClient(configuration);
  return async (apiKey) => {
    const { value } = await gateway.send(new GetApiKeyCommand({ apiKey, includeValue: true }));
    if (value === undefined) throw usageFailure(`the value of API key ${apiKey} cannot be read`);
    return value;
  };
}
