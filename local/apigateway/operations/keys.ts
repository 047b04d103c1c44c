import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { ApiKey } from '../api.ts';
import type { ControlContext } from '../control-context.ts';
import { onPath } from '../permission.ts';
import { existingKey } from '../registry.ts';

const describeKey = ({ id, name, value, enabled, createdAt }: ApiKey, withValue: boolean) => ({
  id,
  name,
  enabled,
  createdDate: createdAt / 1000,
  stageKeys: [],
  ...(withValue ? { value } : {}),
});

export const getApiKeys = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/apikeys',
  permissions: onPath,
  run(_, { url }, { registry }) {
    const withValues = url.searchParams.get('includeValues') === 'true';
    const prefix = url.searchParams.get('name') ?? '';
    const found = [...registry.keys.values()].filter(({ name }) => name.startsWith(prefix));
    return jsonReply(200, { item: found.map((key) => describeKey(key, withValues)) });
  },
});

export const getApiKey = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/apikeys/{id}',
  permissions: onPath,
  run: ({ id = '' }, { url }, { registry }) =>
    jsonReply(200, describeKey(existingKey(registry, id), url.searchParams.get('includeValue') === 'true')),
});
