import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { LogStore } from '../log-store.ts';
import type { MetricTransformation } from '../metric-filter.ts';
import { metricTransformationSchema } from '../transformation-schema.ts';

const transformationSchema = z
  .object({
    MetricName: z.string(),
    MetricNamespace: z.string(),
    MetricValue: z.coerce.string(),
    DefaultValue: z.number().optional(),
    Dimensions: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
    Unit: z.string().optional(),
  })
  .transform((given) => ({
    metricName: given.MetricName,
    metricNamespace: given.MetricNamespace,
    metricValue: given.MetricValue,
    defaultValue: given.DefaultValue,
    dimensions: given.Dimensions && Object.fromEntries(given.Dimensions.map(({ Key, Value }) => [Key, Value])),
    unit: given.Unit,
  }));

const propertiesSchema = z.object({
  LogGroupName: z.string(),
  FilterName: z.string().optional(),
  FilterPattern: z.string(),
  MetricTransformations: z.array(transformationSchema).length(1),
});
type Properties = Omit<z.output<typeof propertiesSchema>, 'MetricTransformations'> & {
  readonly MetricTransformations: readonly MetricTransformation[];
};

/** `AWS::Logs::MetricFilter` */
export const metricFilterType = (store: LogStore): ResourceType<Properties> => ({
  type: 'AWS::Logs::MetricFilter',
  update: 'create',
  parse(properties) {
    const { MetricTransformations, ...rest } = propertiesSchema.parse(properties);
    return { ...rest, MetricTransformations: z.array(metricTransformationSchema).parse(MetricTransformations) };
  },
  create({ LogGroupName, FilterName, FilterPattern, MetricTransformations }, { defaultName }) {
    const filterName = FilterName ?? defaultName;
    const configuration = { filterName, filterPattern: FilterPattern, metricTransformations: MetricTransformations };
    store.putFilter(LogGroupName, configuration);
    return Promise.resolve({ ref: filterName });
  },
});
