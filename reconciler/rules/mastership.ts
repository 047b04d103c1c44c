/** Which side is right about a field. */
import {
  type GuardedWrite,
  own,
  type Pair,
  ReconcilerError,
  type Remedy,
  type Row,
  type Value,
  type View,
} from '../engine/index.ts';
import { whyUnreadable } from './unreadable.ts';

type Side = 'left' | 'right';

/** The left or right side, the side with the higher version (`freshest`), or a function of the two rows. */
export type Master = Side | 'freshest' | ((left: Row, right: Row) => Side);

export interface Mastership<Field extends string = string> {
  /** Decides whether a row exists at all, and all fields not listed in `fields`. */
  readonly default: Master;
  readonly fields?: { readonly [field in Field]?: Master };
}

/** Sides that are not always the master. A repair may have to write to them. */
export function copiesOf({ default: byDefault, fields = {} }: Mastership): readonly Side[] {
  const masters = [byDefault, ...Object.values(fields as Record<string, Master>)];
  return (['left', 'right'] as const).filter((side) => masters.some((master) => master !== side));
}

/** A mastership function threw, or did not return a side. */
export class MastershipError extends ReconcilerError {
  readonly #key: string;
  readonly #verb: string;

  constructor(key: string, verb: 'threw' | 'returned', what: string, cause?: unknown) {
    super(`the mastership function ${verb} ${what} for the key ${key}; it must return "left" or "right"`, { cause });
    this.#key = key;
    this.#verb = verb;
  }

  /** The message, without what the function threw or returned if that may be a sensitive value. */
  shown(isSensitive: boolean): string {
    if (!isSensitive) return this.message;
    const what = this.#verb === 'threw' ? 'threw an error' : 'returned something else';
    return `the mastership function ${what} for the key ${this.#key}; it must return "left" or "right"`;
  }
}

function masterOf(master: Master, left: Row, right: Row): Side {
  if (typeof master === 'function') return sideChosenBy(master, left, right);
  if (master !== 'freshest') return master;
  return (right.version ?? 0n) > (left.version ?? 0n) ? 'right' : 'left';
}

function sideChosenBy(master: (left: Row, right: Row) => Side, left: Row, right: Row): Side {
  let side: unknown;
  try {
    side = master(left, right);
  } catch (error) {
    throw new MastershipError(left.key, 'threw', error instanceof Error ? error.message : String(error), error);
  }
  if (side === 'left' || side === 'right') return side;
  throw new MastershipError(left.key, 'returned', typeof side === 'string' ? JSON.stringify(side) : String(side));
}

/** The result of `use`, or of `otherwise` if a mastership function fails. */
export function orWithoutMaster<Result>(use: () => Result, otherwise: (error: MastershipError) => Result): Result {
  try {
    return use();
  } catch (error) {
    if (error instanceof MastershipError) return otherwise(error);
    throw error;
  }
}

/**
 * The master of each field. If only one side has a row, the default master decides for every field. A default that
 * needs both rows then gives no master.
 */
export function mastersOf(
  { left, right }: Pair,
  { default: byDefault, fields: named = {} }: Mastership,
  fields: readonly string[],
): Readonly<Record<string, Side>> {
  if (left === undefined || right === undefined) {
    const isKnown = byDefault === 'left' || byDefault === 'right';
    return isKnown ? Object.fromEntries(fields.map((field) => [field, byDefault])) : {};
  }
  const masters = named as Readonly<Record<string, Master | undefined>>;
  return Object.fromEntries(fields.map((field) => [field, masterOf(own(masters, field) ?? byDefault, left, right)]));
}

/** The writes that copy each differing field from its master to the other side. */
export function copyRemedy(
  key: string,
  pair: Pair,
  views: Readonly<Record<Side, View>>,
  {
    mastership,
    fields,
    differing,
    sensitive,
  }: {
    mastership: Mastership;
    fields: readonly string[];
    differing: readonly string[];
    sensitive: ReadonlySet<string>;
  },
): Remedy {
  const { left, right } = pair;
  if (left === undefined || right === undefined)
    return presenceRemedy(key, pair, views, { mastership, fields, sensitive });
  const masters = new Map(Object.entries((mastership.fields ?? {}) as Record<string, Master>));
  const values = { left: new Map<string, Value>(), right: new Map<string, Value>() };
  const unreadable: string[] = [];
  for (const field of differing) {
    const master = masterOf(masters.get(field) ?? mastership.default, left, right);
    const reason = own(pair[master]?.unreadable, field);
    if (reason !== undefined) {
      unreadable.push(whyUnreadable(views[master], field, reason, sensitive));
      continue;
    }
    const value = own(pair[master]?.fields, field);
    if (value === undefined)
      return { kind: 'report', reason: `${key}: the master, ${views[master].name}, has no ${field}` };
    values[master === 'left' ? 'right' : 'left'].set(field, value);
  }
  const steps = (['left', 'right'] as const).flatMap((side) => {
    const guard = pair[side];
    if (guard === undefined || values[side].size === 0) return [];
    const master = pair[side === 'left' ? 'right' : 'left'];
    const write: GuardedWrite = {
      kind: 'update',
      key,
      fields: Object.fromEntries(values[side]),
      ...storedIn(master, [...values[side].keys()]),
      guard,
    };
    return [{ view: views[side], write, before: guard }];
  });
  return steps.length === 0 && unreadable.length > 0
    ? { kind: 'report', reason: unreadable.join('; ') }
    : { kind: 'write', steps };
}

/** Only one side has a row. The master decides whether to create it on the other side or to delete it here. */
function presenceRemedy(
  key: string,
  { left, right }: Pair,
  views: Readonly<Record<Side, View>>,
  {
    mastership: { default: master },
    fields,
    sensitive,
  }: { mastership: Mastership; fields: readonly string[]; sensitive: ReadonlySet<string> },
): Remedy {
  const present = left ?? right;
  if (present === undefined) return { kind: 'report', reason: `${key}: neither side has a row now` };
  if (master !== 'left' && master !== 'right') {
    return { kind: 'report', reason: `${key}: only one side has a row, and the master cannot be chosen without both` };
  }
  const presentSide = left === undefined ? 'right' : 'left';
  if (master !== presentSide) {
    return {
      kind: 'write',
      steps: [{ view: views[presentSide], write: { kind: 'delete', key, guard: present }, before: present }],
    };
  }
  const absent = presentSide === 'left' ? 'right' : 'left';
  const notHeld = views[absent].whyNotHeld?.(key);
  if (notHeld !== undefined)
    return { kind: 'report', reason: `${views[absent].name} cannot hold this key: ${notHeld}` };
  const [unreadable] = fields.filter((field) => own(present.unreadable, field) !== undefined);
  if (unreadable !== undefined) {
    const reason = own(present.unreadable, unreadable) ?? '';
    return { kind: 'report', reason: whyUnreadable(views[presentSide], unreadable, reason, sensitive) };
  }
  const copied = Object.fromEntries(
    fields.flatMap((field) => {
      const value = own(present.fields, field);
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  const write: GuardedWrite = { kind: 'create', key, fields: copied, ...storedIn(present, fields) };
  return { kind: 'write', steps: [{ view: views[absent], write }] };
}

/** The master's stored values of these fields, if its store provides any. */
function storedIn(master: Row | undefined, fields: readonly string[]): Pick<Row, 'stored'> {
  const given = Object.entries(master?.stored ?? {}).filter(([field]) => fields.includes(field));
  return given.length === 0 ? {} : { stored: Object.fromEntries(given) };
}
