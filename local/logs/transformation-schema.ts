import * as z from 'zod';
import { parseSelector } from './pattern/index.ts';

const isNumberOrSelector = (text: string): boolean =>
  parseSelector(text) !== undefined || (text.trim() !== '' && Number.isFinite(Number(text)));

/** The metric transformation of a filter, under the API's own names. */
export const metricTransformationSchema = z
  .object({
    metricName: z.string().min(1),
    metricNamespace: z.string().min(1),
    metricValue: z.string().refine(isNumberOrSelector, 'must be a number or a selector such as $.durationMs'),
    defaultValue: z.number().optional(),
    dimensions: z
      .record(
        z.string(),
        z.string().refine((text) => parseSelector(text) !== undefined, 'must be a selector'),
      )
      .refine((dimensions) => Object.keys(dimensions).length <= 3, 'must have at most three entries')
      .optional(),
    unit: z.string().optional(),
  })
  .refine(({ defaultValue, dimensions }) => defaultValue === undefined || dimensions === undefined, {
    path: ['defaultValue'],
    message: 'cannot be combined with dimensions',
  });
