import { describe, expect, it } from '@jest/globals';
import { costAtRest } from '../../../../cli/estimate/at-rest.ts';
import { prices } from '../../../../cli/estimate/prices.ts';
import { costTable } from '../../../../cli/estimate/table.ts';
import { cluster, healthChecked, regionsOf, type Resources, scheduled } from './resources.ts';

const [HOME, OTHER] = ['us-east-1', 'eu-west-1'] as const;
const linesFor = (home: Resources, other: Resources) =>
  new Map(costAtRest(regionsOf({ [HOME]: home, [OTHER]: other }), prices).map((line) => [line.what, line]));

const secret = (...regions: readonly string[]) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { ReplicaRegions: regions.map((Region) => ({ Region })) },
});
const alarms = (count: number): Resources =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`Alarm${at}`, { Type: 'AWS::CloudWatch::Alarm' }]));

describe('the cost of two regions at rest', () => {
  it('adds up both, and takes off what is free of charge once', () => {
    const line = linesFor(alarms(8), alarms(9)).get('alarms');
    expect(line?.quantity).toBe('17 alarms');
    expect(line?.usdByRegion[HOME]).toBeCloseTo(0.8);
    expect(line?.usdByRegion[OTHER]).toBeCloseTo(0.9);
    expect(line?.usd).toBeCloseTo(1.7);
    expect(line?.usdAfterFree).toBeCloseTo(0.7);
  });

  it('counts a replica of a secret in the region that has it', () => {
    const { usdByRegion } = linesFor({ A: secret(OTHER), B: secret() }, { C: secret() }).get('secrets') ?? {};
    expect(usdByRegion).toEqual({ [HOME]: 0.8, [OTHER]: 0.8 });
  });

  it('counts a replica in a region without stacks where its secret is made', () => {
    expect(linesFor({ A: secret('eu-central-1') }, {}).get('secrets')?.usdByRegion[HOME]).toBeCloseTo(0.8);
  });

  it("keeps a region's database awake for the runs of that region alone, though resources of both have the same ids", () => {
    const hourly = {
      ...cluster(0),
      ...scheduled('Reconciler', 'rate(1 hour)', { CLUSTER_ARN: 'c', LEDGER_TABLE: 'l' }),
    };
    const awakeHours = (730 * (20 + 300)) / 3600;
    const both = linesFor(hourly, hourly).get('Aurora');
    expect(both?.usdByRegion[OTHER]).toBeCloseTo(0.5 * awakeHours * 0.12, 1);
    expect(both?.usd).toBeCloseTo(2 * (both?.usdByRegion[OTHER] ?? 0));
  });
});

describe('the cost of health checks', () => {
  const HTTPS = { Type: 'HTTPS_STR_MATCH', RequestInterval: 10 };

  it('is that of the checks, of which some are free of charge, and of their features, of which none is', () => {
    const lines = linesFor(healthChecked(HTTPS), healthChecked({ Type: 'HTTP', RequestInterval: 30 }));
    expect(lines.get('health checks')).toMatchObject({ quantity: '2 checks', usd: 1, usdAfterFree: 0 });
    expect(lines.get('health features')?.usdByRegion).toEqual({ [HOME]: 3, [OTHER]: 0 });
  });

  it('is that of the requests, too, by what answers them', () => {
    const lines = linesFor(healthChecked(HTTPS), {});
    const requests = (15 * 730 * 3600) / 10;
    expect(lines.get('API requests')?.quantity).toBe(`${requests} requests`);
    expect(lines.get('Lambda requests')?.quantity).toBe(`${requests} requests`);
    expect(lines.get('table writes')?.quantity).toBe(`${requests} writes`);
    expect(lines.get('table reads')?.quantity).toBe(`${2 * requests} reads`);
    expect(lines.get('Lambda time')?.quantity).toBe(`${requests * 0.02 * 0.5} GB seconds`);
    // One of each second, and a twentieth of the others.
    expect(lines.get('traces')?.usd).toBeCloseTo((730 * 3600 * (1 + 0.5 / 20) * prices.usd.millionTraces) / 1e6);
  });

  it.each([
    ['of a name that no API of the templates has', { ...HTTPS, FullyQualifiedDomainName: 'example.com' }],
    ['that follows an alarm', { Type: 'CLOUDWATCH_METRIC', FullyQualifiedDomainName: undefined }],
  ])('includes no requests for a check %s', (_which, config) => {
    const lines = linesFor(healthChecked(config), {});
    expect(lines.get('health checks')?.quantity).toBe('1 checks');
    expect(lines.has('API requests')).toBe(false);
  });
});

describe('the table', () => {
  const lines = costAtRest(regionsOf({ [HOME]: alarms(8), [OTHER]: alarms(9) }), prices);

  it('has a column for each of several regions, with its total', () => {
    const [head, line, total] = costTable([HOME, OTHER], lines).map((row) => row.trim().split(/\s{2,}/));
    expect(head).toEqual([HOME, OTHER, 'all', 'after free']);
    expect(line).toEqual(['alarms', '17 alarms', '0.80', '0.90', '1.70', '0.70']);
    expect(total).toEqual(['a month at rest', '0.80', '0.90', '1.70', '0.70']);
  });

  it('has the cost alone for one region', () => {
    const one = costAtRest(regionsOf({ [HOME]: alarms(8) }), prices);
    const rows = costTable([HOME], one).map((row) => row.trim().split(/\s{2,}/));
    expect(rows).toEqual([
      ['alarms', '8 alarms', '0.80', '0.00'],
      ['a month at rest', '0.80', '0.00'],
    ]);
  });
});
