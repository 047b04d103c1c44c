/** Embedded metric format: log lines that carry metrics. */
import * as z from 'zod';
import type { MetricSink } from '../core/index.ts';
import type { Line } from './pattern/index.ts';

/** The end of the year 9999, in milliseconds. */
const MAX_TIMESTAMP = 253_402_300_799_000;

const envelopeSchema = z.object({
  _aws: z.object({
    Timestamp: z.number().min(0).max(MAX_TIMESTAMP),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string())).default([[]]),
        Metrics: z.array(
          z.object({
            Name: z.string(),
            Unit: z.string().optional(),
            StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
          }),
        ),
      }),
    ),
  }),
});

const valuesSchema = z.union([z.number().transform((value) => [value]), z.array(z.number())]);
const fieldsSchema = z.record(z.string(), z.unknown());

/** One datum per metric value and dimension set of a line; none if the line is not in the format. */
export function embeddedMetrics(line: Line): Parameters<MetricSink['put']>[0][] {
  if (!line.text.includes('"_aws"')) return [];
  const envelope = envelopeSchema.safeParse(line.json());
  if (!envelope.success) return [];
  const fields = fieldsSchema.parse(line.json());
  const { Timestamp, CloudWatchMetrics } = envelope.data._aws;
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((keys) => {
      const dimensions = Object.fromEntries(keys.map((key) => [key, textOf(fields[key])]));
      return Metrics.flatMap(({ Name, Unit, StorageResolution }) =>
        (valuesSchema.safeParse(fields[Name]).data ?? []).map((value) => ({
          namespace: Namespace,
          name: Name,
          dimensions,
          value,
          timestamp: Timestamp,
          ...(Unit === undefined ? {} : { unit: Unit }),
          ...(StorageResolution === undefined ? {} : { resolution: StorageResolution }),
        })),
      );
    }),
  );
}

/** An object has no text of its own: its `toString` may be a field of the line. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
