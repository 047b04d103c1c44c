import type { Draft } from '../draft.ts';
import type { Problem } from '../problems.ts';

/** Requests and probes that need a REST API, in an app that has none. */
export function apiProblems({ phases = [], steadyState }: Draft, hasApi: boolean | undefined): Problem[] {
  if (hasApi !== false) return [];
  const requests = phases.flatMap(({ scenarios = [] }, phase) =>
    scenarios.flatMap(({ request }, at) =>
      request === undefined
        ? []
        : [
            {
              path: `phases[${phase}].scenarios[${at}].request`,
              message:
                'needs a REST API, and the app has none; use a journey of your own, which sends its load elsewhere',
            },
          ],
    ),
  );
  const probes = (['before', 'after'] as const).flatMap((when) =>
    (steadyState?.[when] ?? []).flatMap(({ probe }, at) =>
      probe === 'http'
        ? [
            {
              path: `steadyState.${when}[${at}]`,
              message: 'needs a REST API, and the app has none; use a probe of the kind metric, alarms or module',
            },
          ]
        : [],
    ),
  );
  return [...requests, ...probes];
}
