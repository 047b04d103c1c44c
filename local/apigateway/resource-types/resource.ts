import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { existingApi, type Registry, stableId } from '../registry.ts';

const propertiesSchema = z.object({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string().min(1) });

/** `AWS::ApiGateway::Resource` */
export const resourceType = (registry: Registry): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::ApiGateway::Resource',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ RestApiId, ParentId, PathPart }, { stackName, logicalId }) {
    const { resources } = existingApi(registry, RestApiId);
    const id = stableId(stackName, logicalId);
    const parent = resources.get(ParentId)?.path ?? '/';
    const path = `${parent === '/' ? '' : parent}/${PathPart}`;
    resources.set(id, { id, parentId: ParentId, pathPart: PathPart, path, methods: new Map() });
    return Promise.resolve({ ref: id, attributes: { ResourceId: id } });
  },
});
