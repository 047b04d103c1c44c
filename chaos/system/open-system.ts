import type { Connection } from './connection.ts';
import type { LoadedSystem, SystemDefinition } from './definition.ts';
import { isReconciliation } from './define-system.ts';
import type { OpenedSystem } from './opened.ts';
import type { StoreReconciliation, StoreView } from './stores.ts';
import { SystemError, type SystemProblem } from './system-error.ts';

/**
 * Connects a definition to a running system. Nothing is read yet.
 *
 * @throws SystemError if saga, invariants or rules name views or fields that do not exist
 */
export function openSystem<Reconciliation extends StoreReconciliation>(
  { definition, digest }: LoadedSystem<Reconciliation>,
  connection: Connection,
): OpenedSystem<Reconciliation> {
  const reconciliation = reconciliationOf(definition, connection);
  const views = new Map<string, StoreView>();
  const problems: SystemProblem[] = [];
  const add = (view: StoreView, path: string) => {
    const known = views.get(view.name);
    if (known !== undefined && known !== view)
      problems.push({ path, message: `${view.name} is also the name of another view` });
    views.set(view.name, known ?? view);
  };
  for (const rule of reconciliation.rules) for (const view of rule.views) add(view, `reconciliation.${rule.name}`);
  for (const view of definition.evidence?.(connection) ?? []) add(view, 'evidence');
  problems.push(...sagaProblems(definition, views), ...invariantProblems(definition, views));
  if (problems.length > 0) throw new SystemError(definition.name, problems);
  return { definition, digest, connection, reconciliation, views };
}

/**
 * Opens a definition without a running system, to check it. Each output's value is its own name.
 *
 * @throws SystemError as `openSystem`
 */
export function describeSystem<Reconciliation extends StoreReconciliation>(
  loaded: LoadedSystem<Reconciliation>,
): OpenedSystem<Reconciliation> {
  return openSystem(loaded, {
    system: {
      target: 'local',
      stage: 'none',
      region: 'us-east-1',
      prefix: `${loaded.definition.name}-none-`,
      apiUrl: 'http://127.0.0.1:9',
      outputs: {},
      apiKeys: {},
      environment: {},
    },
    client: () => ({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    }),
    output: (name) => name,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
}

function reconciliationOf<Reconciliation extends StoreReconciliation>(
  { name, reconciliation }: SystemDefinition<Reconciliation>,
  connection: Connection,
): Reconciliation {
  const opened = typeof reconciliation === 'function' ? reconciliation(connection) : reconciliation;
  if (isReconciliation(opened)) return opened;
  throw new SystemError(name, [{ path: 'reconciliation', message: 'must return what defineReconciliation returns' }]);
}

type Views = ReadonlyMap<string, StoreView>;

function sagaProblems({ saga }: SystemDefinition, views: Views): SystemProblem[] {
  if (saga === undefined) return [];
  return Object.entries(saga.participants).flatMap(([name, { view, state = 'state', correlationId }]) => {
    const path = `saga.participants.${name}`;
    const found = views.get(view);
    if (found === undefined) return [unknownView(`${path}.view`, view, views)];
    return [
      ...fieldProblems(found, [{ path: `${path}.state`, field: state }]),
      ...fieldProblems(
        found,
        correlationId === undefined ? [] : [{ path: `${path}.correlationId`, field: correlationId }],
      ),
      ...(name === saga.owner
        ? fieldProblems(found, [
            { path: 'saga.times.accepted', field: saga.times.accepted },
            { path: 'saga.times.changed', field: saga.times.changed },
          ])
        : []),
    ];
  });
}

function fieldProblems(
  { name, fields }: StoreView,
  wanted: readonly { readonly path: string; readonly field: string }[],
): SystemProblem[] {
  return wanted.flatMap(({ path, field }) =>
    fields[field] === undefined
      ? [{ path, message: `${name} has no field ${field}; it has: ${Object.keys(fields).join(', ')}` }]
      : [],
  );
}

function invariantProblems({ invariants = [] }: SystemDefinition, views: Views): SystemProblem[] {
  return invariants.flatMap(({ name, views: read }) =>
    read.filter((view) => !views.has(view)).map((view) => unknownView(`invariants.${name}.views`, view, views)),
  );
}

function unknownView(path: string, view: string, views: Views): SystemProblem {
  return { path, message: `there is no view ${view}; the views are: ${[...views.keys()].join(', ')}` };
}
