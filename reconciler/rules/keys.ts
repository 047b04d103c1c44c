/** Gives the keys of two views the same spelling, so that `007` in a file and 7 in a bigint column are the same key. */
import { type KeyType, normalKey, type Reading, type Row, StoreReadError, type View } from '../engine/index.ts';
import type { Problem } from './problem.ts';

/** Maximum number of keys of one side that are kept in memory because the other side spells them differently. */
const MAX_RESPELLED = 100_000;

/** Spellings of one key that are kept: with two of them the rows are several. */
const MAX_SPELLINGS = 2;

/** Key types for which a text may be a different spelling of the same key. */
const SPELLED: readonly KeyType[] = ['integer', 'number', 'uuid'];

/**
 * The views as a rule compares them. A view whose keys are plain texts returns them in the spelling of the other view's
 * key types. Such a view is streamed, because its store knows only its own spelling.
 */
export function keyedAlike<Left extends string, Right extends string>(
  left: View<Left>,
  right: View<Right>,
): { readonly left: View<Left>; readonly right: View<Right> } {
  return { left: keyedAs(left, right.keyTypes), right: keyedAs(right, left.keyTypes) };
}

/** The mistakes in key types that make it impossible for a key to be on both sides. */
export function keyProblems(path: string, left: View, right: View): Problem[] {
  const kinds = [left, right].map(({ keyTypes = [] }) =>
    keyTypes.map((type) => (type === 'number' ? 'integer' : type)),
  );
  const [lefts = [], rights = []] = kinds;
  if (lefts.length > 0 && rights.length > 0 && lefts.length !== rights.length) {
    const parts = `${lefts.length} ${lefts.length === 1 ? 'part' : 'parts'}`;
    const message = `the key has ${parts} in ${left.name} and ${rights.length} in ${right.name}: no key can be in both`;
    return [{ path, message }];
  }
  return lefts.flatMap((type, at) => {
    const other = rights[at];
    if (other === undefined || other === type || [type, other].includes('text')) return [];
    const part = lefts.length === 1 ? 'the key' : `part ${at + 1} of the key`;
    const [one, two] = [left.keyTypes?.[at], right.keyTypes?.[at]];
    const message = `${part} is ${one ?? ''} in ${left.name} and ${two ?? ''} in ${right.name}: no key can be in both`;
    return [{ path, message }];
  });
}

function keyedAs<Field extends string>(view: View<Field>, types: readonly KeyType[] = []): View<Field> {
  const respelled = types.map((type, at): KeyType => {
    const own = view.keyTypes?.[at] ?? 'text';
    return own === 'text' && SPELLED.includes(type) ? type : 'text';
  });
  return respelled.every((type) => type === 'text') ? view : withSpelling(view, respelled);
}

function withSpelling<Field extends string>(view: View<Field>, types: readonly KeyType[]): View<Field> {
  const spellings = new Map<string, readonly string[]>();
  const normal = (key: string): string => {
    const spelled = normalKey(types, key);
    if (spelled === key) return key;
    const known = spellings.get(spelled) ?? [];
    if (known.includes(key)) return spelled;
    if (spellings.size >= MAX_RESPELLED && known.length === 0) {
      const reason = `more than ${MAX_RESPELLED} of its keys are spelled differently on the other side, such as ${key} (${types.join(', ')})`;
      throw new StoreReadError(view.name, new Error(reason));
    }
    if (known.length < MAX_SPELLINGS) spellings.set(spelled, [...known, key]);
    return spelled;
  };
  /** Keys that a scan found more than once, though the store promises that its keys are unique. */
  const repeated = new Set<string>();
  /** Rows whose keys are spellings of one key are one row to the other side. */
  const standInFor = (key: string): Row =>
    view.repeatedRow?.(key) ?? {
      key,
      fields: {},
      unreadable: Object.fromEntries(
        Object.keys(view.fields).map((field) => [field, 'more than one row has this key']),
      ),
    };
  const { changedSince, atReadCapacity, write } = view;
  return {
    ...view,
    pushdown: () => Promise.resolve(undefined),
    repeatedRow(key) {
      if (view.repeatedRow === undefined) repeated.add(key);
      return standInFor(key);
    },
    async *scan(reading) {
      for await (const row of view.scan(reading)) {
        const key = normal(row.key);
        yield key === row.key ? row : { ...row, key };
      }
    },
    async read(keys, reading) {
      const asked = keys.map((key) => [key, [key, ...(spellings.get(key) ?? [])]] as const);
      const found = await view.read([...new Set(asked.flatMap(([, spelled]) => spelled))], reading);
      return new Map(
        asked.flatMap(([key, spelled]): [string, Row][] => {
          const [row, other] = spelled.flatMap((one) => found.get(one) ?? []);
          if (row === undefined) return [];
          if (other !== undefined || repeated.has(key)) {
            return [[key, { ...standInFor(key), ...(row.image !== undefined && { image: row.image }) }]];
          }
          return [[key, row.key === key ? row : { ...row, key }]];
        }),
      );
    },
    ...(changedSince && {
      async *changedSince(since: Date, reading: Reading) {
        for await (const key of changedSince.call(view, since, reading)) yield normal(key);
      },
    }),
    ...(atReadCapacity && {
      atReadCapacity: (unitsPerSecond: number) => withSpelling(atReadCapacity.call(view, unitsPerSecond), types),
    }),
    ...(write && {
      write(guarded, stamp) {
        const spelling = spellings.get(guarded.key)?.[0];
        if (spelling === undefined) return write.call(view, guarded, stamp);
        const reason = `${view.name} spells this key ${JSON.stringify(spelling)} and the other side spells it differently: it is compared, but not written`;
        return Promise.resolve({ written: false, reason });
      },
    }),
  };
}
