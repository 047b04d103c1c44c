/** How the generic kinds of drift write, and how they are undone: through a view, under a guard, by image. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import type {
  DriftKind,
  DriftStores,
  DescribedStores,
  DriftProblem,
  JudgedSnapshot,
  PreImage,
  Seeded,
  Seeding,
  StoreReconciliation,
  StoreRow,
  StoreView,
  StoreWrite,
} from '../system/index.ts';

/** Parameters of all generic kinds. */
export const inView = {
  view: z.string().describe('A writable view of the system.'),
  rule: z.string().optional().describe('The rule that must find it; by default the first that reads the view.'),
};

interface InView {
  readonly view: string;
  readonly rule?: string | undefined;
}

const Document = z.strictObject({
  view: z.string(),
  key: z.string(),
  /** What the store held before the drift; null is no row, here and below. */
  image: z.string().nullable(),
  /** What the store holds since. Absent until that is known; for a deletion it is known at once. */
  drifted: z.string().nullable().optional(),
});
const READING = { signal: new AbortController().signal, received: () => undefined };

/** @throws HarnessError when no rule reads the view */
function ruleFor({ view, rule }: InView, { rules }: StoreReconciliation): string {
  if (rule !== undefined) return rule;
  const [first] = rules.filter(({ views }) => views.some(({ name }) => name === view));
  if (first === undefined) throw new HarnessError(`no rule reads the view ${view}, so no run would find drift in it`);
  return first.name;
}

/** Where drift is to be, as far as it names views, rules and fields that the system does not have. */
function problemsIn(
  { view: name, rule }: InView,
  fields: Readonly<Record<string, string | undefined>>,
  { views, reconciliation: { rules } }: DescribedStores,
): DriftProblem[] {
  const view = views.get(name);
  const writable = [...views.values()].filter((one) => one.write !== undefined).map((one) => one.name);
  const choices = `writable views are: ${writable.join(', ') || 'none'}`;
  if (view === undefined) return [{ parameter: 'view', message: `there is no view ${name}; ${choices}` }];
  const readers = rules.filter((one) => one.views.some((read) => read.name === name)).map((one) => one.name);
  return [
    ...(view.write === undefined
      ? [{ parameter: 'view', message: `${name} is not writable: set \`writable: true\` in the view; ${choices}` }]
      : []),
    ...(readers.length === 0
      ? [{ parameter: 'view', message: `no rule reads ${name}, so no reconcile run can find drift in it` }]
      : rule !== undefined && !readers.includes(rule)
        ? [
            {
              parameter: 'rule',
              message: `${rule} is no rule that reads ${name}; choose one of: ${readers.join(', ')}`,
            },
          ]
        : []),
    ...Object.entries(fields)
      .filter(([, field]) => field !== undefined && view.fields[field] === undefined)
      .map(([parameter, field]) => ({
        parameter,
        message: `${name} has no field ${field ?? ''}; it has: ${Object.keys(view.fields).join(', ')}`,
      })),
  ];
}

/** The keys of a view, in a fixed order. */
export function keysOf({ views }: JudgedSnapshot, { view }: InView): string[] {
  return [...(views.get(view)?.keys() ?? [])].sort();
}

/**
 * @throws HarnessError if the row is gone
 */
export async function rowAt(view: StoreView, key: string): Promise<StoreRow> {
  const row = (await view.read([key], READING)).get(key);
  if (row === undefined) throw new HarnessError(`${view.name} no longer has the row ${key}`);
  return row;
}

/**
 * Writes drift, guarded by what was read, and keeps what an undo needs: first the image before the write and then, once
 * it is known, the image after it.
 *
 * @throws HarnessError when the view is not writable, or somebody has written to the row since it was read
 */
async function writeDrift(
  { stores, keep, now }: Pick<Seeding<InView>, 'stores' | 'keep' | 'now'>,
  view: StoreView,
  write: Exclude<StoreWrite, { readonly kind: 'restore' }>,
): Promise<void> {
  if (view.write === undefined)
    throw new HarnessError(`the view ${view.name} is not writable, so no drift can be seeded in it`);
  const { key } = write;
  const before = (await view.imageBefore?.(write)) ?? ('guard' in write ? write.guard.image : undefined) ?? null;
  await keep({ view: view.name, key, image: before, ...(write.kind === 'delete' && { drifted: null }) });
  const outcome = await view.write(write, { mark: markOf(stores, key), at: now });
  if (!outcome.written) throw new HarnessError(`drift on ${view.name} ${key} was not written: ${outcome.reason}`);
  await keep({ view: view.name, key, image: before, drifted: outcome.image });
}

/**
 * Repairs write marks of the same form. Handlers skip records whose mark has changed, so no service handles the drift.
 */
const markOf = ({ connection }: DriftStores, key: string, kind: 'drift' | 'undo' = 'drift'): string =>
  `${kind}-${connection.system.stage}#${key}`;

async function undoDriftWrite(document: PreImage, stores: DriftStores): Promise<boolean> {
  const { view: name, key, image, drifted } = Document.parse(document);
  const view = stores.view(name);
  const held = (await view.read([key], READING)).get(key)?.image ?? null;
  // The process may have been killed between the write and its record. The mark in the store then shows who wrote it.
  const isOurs = held !== null && view.images?.mark?.(held) === markOf(stores, key);
  const isDrifted = drifted === undefined ? isOurs : isUnwritten(view, held, drifted);
  if (!isDrifted || isUnwritten(view, held, image)) return false;
  if (view.write === undefined) throw new HarnessError(`the view ${name} is not writable`);
  const outcome = await view.write(
    { kind: 'restore', key, image, expected: held },
    { mark: markOf(stores, key, 'undo'), at: new Date() },
  );
  return outcome.written;
}

/** Whether nobody wrote to a row between two images of it; null is no row. */
function isUnwritten({ images }: StoreView, one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return images?.isUnwritten?.(one, other) ?? isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}

/** What the rules over the view may report: the rule that must find the drift its own key, any other rule a consequence. */
function reportedIn(
  { view, rule }: InView,
  { rules }: StoreReconciliation,
  row: StoreRow,
): Required<Pick<Seeded, 'key' | 'consequences'>> {
  const own = ruleFor({ view, rule }, { rules });
  const found = rules
    .filter(({ views }) => views.some(({ name }) => name === view))
    .map((each) => ({ rule: each.name, key: each.findingKey?.(view, row) ?? row.key }));
  return {
    key: found.find((each) => each.rule === own)?.key ?? row.key,
    consequences: found.filter((each) => each.rule !== own),
  };
}

/** A kind of drift that changes one row of a view. */
export function viewDrift<Parameters extends InView>(kind: {
  readonly kind: string;
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly candidates?: (snapshot: JudgedSnapshot, parameters: Parameters) => readonly string[];
  /** The fields that the parameters name, by parameter. */
  readonly fields?: (parameters: Parameters) => Readonly<Record<string, string | undefined>>;
  /** The write, and a description of what it does. */
  readonly change: (
    seeding: Seeding<Parameters>,
    view: StoreView,
  ) => Promise<{ readonly write: Exclude<StoreWrite, { readonly kind: 'restore' }>; readonly description: string }>;
}): DriftKind<never> {
  const made: DriftKind<Parameters> = {
    kind: kind.kind,
    summary: kind.summary,
    parameters: kind.parameters,
    problems: (parameters, stores) => problemsIn(parameters, kind.fields?.(parameters) ?? {}, stores),
    rule: ruleFor,
    candidates: (snapshot, _run, parameters) => kind.candidates?.(snapshot, parameters) ?? keysOf(snapshot, parameters),
    async seed(seeding) {
      const { parameters, stores } = seeding;
      const view = stores.view(parameters.view);
      const { write, description } = await kind.change(seeding, view);
      await writeDrift(seeding, view, write);
      const row = 'guard' in write ? write.guard : { key: write.key, fields: write.fields };
      const rows = [{ view: view.name, key: write.key }];
      return { description, rows, ...reportedIn(parameters, stores.reconciliation, row) };
    },
    undo: undoDriftWrite,
  };
  return made as unknown as DriftKind<never>;
}
