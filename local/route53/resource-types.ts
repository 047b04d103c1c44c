import * as z from 'zod';
import type { ResourceType } from '../core/index.ts';
import type { Names } from './names.ts';

const healthCheckSchema = z.looseObject({
  HealthCheckConfig: z.looseObject({
    Type: z.literal('HTTPS_STR_MATCH', 'only health checks of type HTTPS_STR_MATCH are simulated'),
    FullyQualifiedDomainName: z.string(),
    ResourcePath: z.string().default('/'),
    SearchString: z.string().min(1).max(255),
    RequestInterval: z.coerce
      .number()
      .pipe(z.literal([10, 30]))
      .default(30),
    FailureThreshold: z.coerce.number().pipe(z.int().min(1).max(10)).default(3),
    Inverted: z.literal(false, 'inverted health checks are not simulated').optional(),
    Disabled: z.literal(false, 'disabled health checks are not simulated').optional(),
  }),
});

/** `AWS::Route53::HealthCheck` */
export const healthCheckType = (names: Names): ResourceType<z.output<typeof healthCheckSchema>> => ({
  type: 'AWS::Route53::HealthCheck',
  parse: (properties) => healthCheckSchema.parse(properties),
  create({ HealthCheckConfig: config }, { defaultName }) {
    names.healthChecks.set(defaultName, {
      id: defaultName,
      url: `https://${config.FullyQualifiedDomainName}${config.ResourcePath}`,
      intervalMs: config.RequestInterval * 1000,
      failureThreshold: config.FailureThreshold,
      searchString: config.SearchString,
    });
    return Promise.resolve({ ref: defaultName, attributes: { HealthCheckId: defaultName } });
  },
});

const recordSchema = z.looseObject({
  Name: z.string(),
  Type: z.literal('A', 'only records of type A are simulated'),
  SetIdentifier: z.string('is required: only latency records are simulated'),
  Region: z.string('is required: only latency records are simulated'),
  HealthCheckId: z.string().optional(),
  AliasTarget: z.looseObject({ DNSName: z.string() }, 'is required: only alias records are simulated'),
});

/** `AWS::Route53::RecordSet` */
export const recordSetType = (names: Names): ResourceType<z.output<typeof recordSchema>> => ({
  type: 'AWS::Route53::RecordSet',
  parse: (properties) => recordSchema.parse(properties),
  create({ Name, SetIdentifier, Region, HealthCheckId }) {
    const name = Name.replace(/\.$/u, '');
    names.records.push({ name, setIdentifier: SetIdentifier, region: Region, healthCheckId: HealthCheckId });
    return Promise.resolve({ ref: name });
  },
});
