import * as z from 'zod';
import type { ResourceType, Site } from '../../core/index.ts';
import { existingApi, type Registry, stableId } from '../registry.ts';

const domainSchema = z.looseObject({
  DomainName: z.string(),
  EndpointConfiguration: z
    .looseObject({ Types: z.tuple([z.literal('REGIONAL', 'only regional domain names are simulated')]) })
    .optional(),
});

/** The hosted zone of API Gateway's own names, of which each region has another one. */
const HOSTED_ZONE = 'Z00000000APIGATEWAY';

/** `AWS::ApiGateway::DomainName`: a name that a front of both regions serves; nothing here resolves it. */
export const domainNameType = ({ region }: Site): ResourceType<z.output<typeof domainSchema>> => ({
  type: 'AWS::ApiGateway::DomainName',
  parse: (properties) => domainSchema.parse(properties),
  create({ DomainName }) {
    const id = `d-${stableId(DomainName, region)}`;
    return Promise.resolve({
      ref: DomainName,
      attributes: {
        RegionalDomainName: `${id}.execute-api.${region}.amazonaws.com`,
        RegionalHostedZoneId: HOSTED_ZONE,
      },
    });
  },
});

const mappingSchema = z.looseObject({
  DomainName: z.string(),
  RestApiId: z.string(),
  Stage: z.string(),
  BasePath: z.literal(['', '(none)'], 'only a mapping without a base path is simulated').optional(),
});

/** `AWS::ApiGateway::BasePathMapping` */
export const basePathMappingType = (registry: Registry): ResourceType<z.output<typeof mappingSchema>> => ({
  type: 'AWS::ApiGateway::BasePathMapping',
  update: 'create',
  parse: (properties) => mappingSchema.parse(properties),
  create({ DomainName, RestApiId, Stage }) {
    existingApi(registry, RestApiId);
    registry.domains.set(DomainName, { apiId: RestApiId, stage: Stage });
    return Promise.resolve({ ref: `${DomainName}|(none)` });
  },
});
