/** Mistakes in what a definition says about its stores: views that do not exist, and fields that they do not have. */
import { suggestion } from '../schemas/mistakes.ts';
import type { Connection } from './connection.ts';
import { nowhere } from './connection-nowhere.ts';
import { DefinitionDraft } from './draft.ts';
import { restingStateProblems } from './resting-states.ts';
import { isReconciliation } from './schema.ts';
import type { StoreReconciliation, StoreView } from './stores.ts';
import { nameIn, type SystemProblem } from './system-error.ts';

type Views = ReadonlyMap<string, StoreView>;

/** The views by name, and what is wrong with them. */
export function collectViews(
  { rules }: StoreReconciliation,
  evidence: readonly StoreView[],
): { readonly views: Views; readonly problems: readonly SystemProblem[] } {
  const views = new Map<string, StoreView>();
  const problems: SystemProblem[] = [];
  const add = (view: StoreView, path: string) => {
    const known = views.get(view.name);
    if (known !== undefined && known !== view)
      problems.push({ path, message: `${view.name} is also the name of another view` });
    views.set(view.name, known ?? view);
  };
  for (const rule of rules) for (const view of rule.views) add(view, `reconciliation.${rule.name}`);
  for (const [at, view] of evidence.entries()) {
    if (isView(view)) add(view, `evidence[${at}]`);
    else problems.push({ path: `evidence[${at}]`, message: 'must be a view, such as dynamoDbView returns' });
  }
  return { views, problems };
}

/** The members without which a run fails in the middle. */
const isView = (value: unknown): value is StoreView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'fields' in value &&
  typeof value.name === 'string' &&
  typeof value.fields === 'object' &&
  value.fields !== null;

/** Names of views and fields in the definition that do not exist. */
export function viewProblems(draft: DefinitionDraft, views: Views): SystemProblem[] {
  return [...participantProblems(draft, views), ...invariantProblems(draft, views)];
}

/**
 * Opens the stores of a definition of any shape without a running system, and checks what it says about them. Stores that
 * cannot be opened are a mistake of their own; then nothing else can be said.
 */
export async function storeProblems(definition: unknown): Promise<SystemProblem[]> {
  const connection = nowhere(nameIn(definition));
  const { reconciliation, evidence } = (definition ?? {}) as Readonly<Record<string, unknown>>;
  const opened = attempt('reconciliation', () => called(reconciliation, connection));
  const extra = attempt('evidence', () => called(evidence, connection) ?? []);
  const failures = [...opened.problems, ...extra.problems];
  if (failures.length > 0) return failures;
  if (!isReconciliation(opened.value)) {
    // The shape of what is no function is checked with the rest of the definition.
    if (typeof reconciliation !== 'function') return [];
    return [{ path: 'reconciliation', message: 'must return what defineReconciliation returns' }];
  }
  await opened.value.close?.();
  if (!Array.isArray(extra.value)) return [{ path: 'evidence', message: 'must return an array of views' }];
  const { views, problems } = collectViews(opened.value, extra.value as StoreView[]);
  const draft = DefinitionDraft.parse(definition);
  return [...problems, ...viewProblems(draft, views), ...restingStateProblems(draft, opened.value)];
}

const called = (value: unknown, connection: Connection): unknown =>
  typeof value === 'function' ? (value as (given: Connection) => unknown)(connection) : value;

function attempt(
  path: string,
  open: () => unknown,
): { readonly value?: unknown; readonly problems: readonly SystemProblem[] } {
  try {
    return { value: open(), problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problems: [{ path, message: `throws when it is called without a running system: ${reason}` }] };
  }
}

function participantProblems({ saga }: DefinitionDraft, views: Views): SystemProblem[] {
  return Object.entries(saga?.participants ?? {}).flatMap(([name, { view, state = 'state', correlationId }]) => {
    if (view === undefined) return [];
    const path = `saga.participants.${name}`;
    const times = name === saga?.owner ? saga.times : undefined;
    return [
      ...unknownViews(views, [{ path: `${path}.view`, view }]),
      ...unknownFields(views, [
        { path: `${path}.state`, view, field: state },
        { path: `${path}.correlationId`, view, field: correlationId },
        { path: 'saga.times.accepted', view, field: times?.accepted },
        { path: 'saga.times.changed', view, field: times?.changed },
      ]),
    ];
  });
}

function invariantProblems({ invariants = [] }: DefinitionDraft, views: Views): SystemProblem[] {
  return invariants.flatMap(({ views: listed = [], reads = [] }, at) => {
    const path = `invariants[${at}]`;
    const detailed = new Set(reads.map(({ view }) => view));
    const named = listed.map((view, index) => ({ path: `${path}.views[${index}]`, view }));
    return [
      // The path of a detail leads closer to the mistake than that of the list.
      ...unknownViews(
        views,
        named.filter(({ view = '' }) => !detailed.has(view)),
      ),
      ...reads.flatMap((read) => {
        const one = { path: `${path}.${read.path}`, view: read.view, field: read.field };
        return one.field === undefined ? unknownViews(views, [one]) : unknownFields(views, [one]);
      }),
    ];
  });
}

/** Where a definition names a view. What it does not name, or not readably, is reported elsewhere. */
interface NamedView {
  readonly path: string;
  readonly view: string | undefined;
}

function unknownViews(views: Views, named: readonly NamedView[]): SystemProblem[] {
  const names = [...views.keys()];
  const known = names.length === 0 ? 'there are no views' : `the views are: ${names.join(', ')}`;
  return named.flatMap(({ path, view }) =>
    view === undefined || views.has(view)
      ? []
      : [{ path, message: `there is no view ${view}${suggestion(view, names)}; ${known}` }],
  );
}

/** The fields of an unknown view are not mistakes of their own. */
function unknownFields(
  views: Views,
  named: readonly (NamedView & { readonly field: string | undefined })[],
): SystemProblem[] {
  return named.flatMap(({ path, view = '', field }) => {
    const found = views.get(view);
    if (found === undefined || field === undefined || Object.hasOwn(found.fields, field)) return [];
    const known = Object.keys(found.fields);
    return [{ path, message: `${view} has no field ${field}${suggestion(field, known)}; it has: ${known.join(', ')}` }];
  });
}
