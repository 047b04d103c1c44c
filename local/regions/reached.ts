import type { Services } from '../services.ts';
import type { ReachedRegion } from './front.ts';

/**
 * How the front reaches each region, as its stacks say: by the latency record, the health check and the custom domain name.
 *
 * @throws if a region's stacks lack one of them, or the regions' records are for different names
 */
export function reachedRegions(regions: Readonly<Record<string, Services>>): readonly ReachedRegion[] {
  const reached = Object.entries(regions).map(([region, { route53, apiGateway }]) => {
    const { records, healthChecks } = route53.names;
    const record = records.find((each) => each.region === region);
    if (record === undefined) throw new Error(`no stack in ${region} has a latency record for that region`);
    const healthCheck = healthChecks.get(record.healthCheckId ?? '');
    if (healthCheck === undefined) throw new Error(`the record ${record.name} of ${region} has no health check`);
    const apiUrl = apiGateway.domainUrl(record.name);
    if (apiUrl === undefined) throw new Error(`no API in ${region} has the domain name ${record.name}`);
    // Stacks have the same names in both regions, and so have their health checks.
    const healthCheckId = `${region}/${healthCheck.id}`;
    const healthUrl = String(apiGateway.urlsHere(healthCheck.url));
    return {
      region,
      record: { ...record, healthCheckId },
      healthCheck: { ...healthCheck, id: healthCheckId },
      apiUrl,
      healthUrl,
    };
  });
  const names = new Set(reached.map(({ record }) => record.name));
  if (names.size > 1) throw new Error(`the regions have records for different names: ${[...names].join(', ')}`);
  return reached;
}
