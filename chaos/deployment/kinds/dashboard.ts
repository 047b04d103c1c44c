import { listOf, type Properties } from '../part.ts';

/** What a dashboard shows: the metrics, the alarms and the log groups of its widgets, by their places. */
export function dashboardProperties({ DashboardBody }: Properties): Properties {
  const body = bodyOf(DashboardBody);
  if (body === undefined) return { DashboardBody };
  return Object.fromEntries(
    listOf(body['widgets']).map((widget, index) => {
      const { metrics, alarms, annotations, query } = (widget['properties'] ?? {}) as Properties;
      const watched = (annotations as Properties | undefined)?.['alarms'];
      return [`widget ${index + 1}`, { type: widget['type'], metrics, alarms, annotated: watched, query }];
    }),
  );
}

function bodyOf(body: unknown): Properties | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body) as Properties;
  } catch {
    return undefined;
  }
}
