import { describe, expect, it } from '@jest/globals';
import { costAtRest } from '../../../../cli/estimate/at-rest.ts';
import { prices } from '../../../../cli/estimate/prices.ts';
import { spanNotes } from '../../../../cli/estimate/spans.ts';
import { regionsOf, type Resources, tracedRun } from './resources.ts';

const linesFor = (resources: Resources) =>
  new Map(costAtRest(regionsOf({ 'us-east-1': resources }), prices).map((line) => [line.what, line]));
const notesFor = (resources: Resources) => spanNotes(regionsOf({ 'us-east-1': resources }), prices);

const COLLECTOR = 'https://collector.example';
const toCloudWatch = tracedRun('rate(2 minutes)', { TRACING: 'otlp' });
const toCollector = tracedRun('rate(2 minutes)', { TRACING: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR });

describe('the cost of spans at rest', () => {
  it('takes the place of that of traces where functions trace to CloudWatch', () => {
    const lines = linesFor(toCloudWatch);
    expect(lines.has('traces')).toBe(false);
    // Four spans of a kilobyte for each of 21,900 runs.
    expect(lines.get('spans')).toMatchObject({ quantity: '0.088 GB' });
    expect(lines.get('spans')?.usd).toBeCloseTo(21_900 * 4e-6 * prices.usd.spanGigabyte);
    expect(notesFor(toCloudWatch)).toEqual([expect.stringContaining('trace to CloudWatch')]);
  });

  it('is nothing where functions trace to a collector, which is said', () => {
    const lines = linesFor(toCollector);
    expect(lines.has('spans')).toBe(false);
    expect(lines.get('traces')).toMatchObject({ quantity: '21900 traces' });
    expect(notesFor(toCollector)).toEqual([`spans: functions trace to ${COLLECTOR}, which costs nothing here`]);
  });

  it('is nothing where no function traces', () => {
    const off = tracedRun('rate(2 minutes)', { TRACING: 'off' });
    expect(linesFor(off).has('spans')).toBe(false);
    expect(notesFor(off)).toEqual([]);
  });

  it.each([
    [undefined, undefined],
    [1, undefined],
    [11, '8760 spans'],
  ])('adds the spans that are indexed beyond the free percent: of %j %', (IndexingPercentage, quantity) => {
    const Search = {
      Type: 'AWS::XRay::TransactionSearchConfig',
      Properties: { ...(IndexingPercentage !== undefined && { IndexingPercentage }) },
    };
    expect(linesFor({ ...toCloudWatch, Search }).get('indexed spans')?.quantity).toBe(quantity);
  });
});
