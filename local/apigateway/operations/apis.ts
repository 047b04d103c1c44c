import { defineRestOperation, jsonReply } from '../../core/index.ts';
import type { ControlContext } from '../control-context.ts';
import { onPath } from '../permission.ts';
import { existingApi } from '../registry.ts';
import type { RestApi } from '../api.ts';

const describeApi = ({ id, name, createdAt, rootId, keySource, binaryMediaTypes }: RestApi) => ({
  id,
  name,
  createdDate: createdAt / 1000,
  rootResourceId: rootId,
  apiKeySource: keySource,
  binaryMediaTypes,
});

export const getRestApis = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/restapis',
  permissions: onPath,
  run: (_, __, { registry }) => jsonReply(200, { item: [...registry.apis.values()].map(describeApi) }),
});

export const getRestApi = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/restapis/{id}',
  permissions: onPath,
  run: ({ id = '' }, _, { registry }) => jsonReply(200, describeApi(existingApi(registry, id))),
});

export const getResources = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/restapis/{id}/resources',
  permissions: onPath,
  run({ id = '' }, _, { registry }) {
    const item = [...existingApi(registry, id).resources.values()].map((resource) => ({
      id: resource.id,
      parentId: resource.parentId,
      pathPart: resource.pathPart,
      path: resource.path,
      resourceMethods: Object.fromEntries([...resource.methods.keys()].map((method) => [method, {}])),
    }));
    return jsonReply(200, { item });
  },
});

export const getStages = defineRestOperation<ControlContext>({
  method: 'GET',
  path: '/restapis/{id}/stages',
  permissions: onPath,
  run({ id = '' }, _, { registry }) {
    const item = [...existingApi(registry, id).stages.values()].map(({ name, deploymentId, variables }) => ({
      stageName: name,
      deploymentId,
      variables,
    }));
    return jsonReply(200, { item });
  },
});
