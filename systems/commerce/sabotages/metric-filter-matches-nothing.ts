import { filtersOf, type Sabotage } from '@evenkeel/chaos/sabotage';

/** Services log the field `level`, not `severity`. */
const NOTHING = '{ $.severity = "ERROR" }';

export const metricFilterMatchesNothing: Sabotage = {
  name: 'metric-filter-matches-nothing',
  culprit: "The filters that count payment's error lines look for a field that no line has.",
  expectedCheck: 'alarms-as-predicted',
  experiment: 'commerce_short',
  changes: [
    {
      type: 'AWS::Logs::MetricFilter',
      where: { MetricTransformations: '^Errors-payment$' },
      set: { FilterPattern: NOTHING },
    },
  ],
  async seen(deployed) {
    const filters = await filtersOf(deployed, 'Errors-payment');
    const blind = filters.length > 0 && filters.every(({ filterPattern }) => filterPattern === NOTHING);
    return blind ? `${filters.length} filters of Errors-payment look for ${NOTHING}` : undefined;
  },
};
