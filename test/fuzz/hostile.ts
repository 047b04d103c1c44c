/** Malformed input: hostile values, and small edits that turn well-formed documents into malformed ones. */
import fc from 'fast-check';

/** Texts that have broken parsers, terminals, file systems or databases. */
const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  '\u001b[2J',
  '\u009b31m',
  '\r\n',
  '\ud800',
  '\u202e',
  '🙂',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '../../../etc/passwd',
  '/dev/zero',
  '%',
  '%00',
  '%E0%A4',
  '${x}',
  '*'.repeat(40),
  '('.repeat(2000),
  '"',
  "'; DROP TABLE things; --",
  '2026-02-31',
  '2026-02-31T00:00:00Z',
  'NaN',
  '1e400',
  '9'.repeat(400),
  'x'.repeat(70_000),
] as const;

const HOSTILE_NUMBERS = [-1, 0, 0.5, 1e15, -1e15, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1e308, -1e308, 5e-324] as const;

/** A JSON document nested more deeply than a recursive function can follow. */
const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

export const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...HOSTILE_NUMBERS, null, true, false, [], {}, [[]], [null]),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true}}') as unknown),
  fc.constant(JSON.parse('{"toString":1,"valueOf":1}') as unknown),
  fc.constant(deep(3000)),
  fc.constant(Array.from({ length: 1001 }, (_, index) => index)),
  fc.jsonValue({ maxDepth: 3 }),
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([name, member]: [string | number, unknown]) => pathsOf(member, [...path, name]))];
}

/** The document with another value at a path; without it if the value is undefined. */
function withAt(document: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const isContainer = typeof document === 'object' && document !== null;
  const inner = isContainer ? withAt((document as Record<string, unknown>)[name], rest, value) : value;
  if (Array.isArray(document)) return document.map((item: unknown, index) => (index === name ? inner : item));
  const others = Object.entries(isContainer ? document : {}).filter(([other]) => other !== String(name));
  return Object.fromEntries(inner === undefined ? others : [...others, [name, inner]]);
}

/** Documents that differ from this one in one to three places: another value, no value, or a name of its own. */
export function mutatedJson(document: unknown): fc.Arbitrary<unknown> {
  const place = fc.constantFrom(...pathsOf(document));
  const edit = fc.oneof(
    { weight: 5, arbitrary: fc.record({ path: place, value: hostileValue }) },
    { weight: 1, arbitrary: fc.record({ path: place, value: fc.constant(undefined) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        path: fc.tuple(place, hostileText).map(([path, name]) => [...path, name]),
        value: hostileValue,
      }),
    },
  );
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) => edits.reduce((changed, { path, value }) => withAt(changed, path, value), document));
}

/** JSON of an edited document, which may have lost everything. */
export const jsonOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

/** Texts that differ from this one by one to six edits: cut, truncated, doubled, or with something inserted. */
export function mutatedText(text: string): fc.Arbitrary<string> {
  const edit = fc.record({
    kind: fc.constantFrom('cut', 'truncate', 'double', 'insert', 'insert', 'replace'),
    at: fc.nat({ max: text.length }),
    length: fc.integer({ min: 1, max: 30 }),
    inserted: hostileText,
  });
  return fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) =>
    edits.reduce((changed, { kind, at, length, inserted }) => {
      const [before, within, after] = [
        changed.slice(0, at),
        changed.slice(at, at + length),
        changed.slice(at + length),
      ];
      switch (kind) {
        case 'cut':
          return before + after;
        case 'truncate':
          return before;
        case 'double':
          return before + within + within + after;
        case 'insert':
          return before + inserted + within + after;
        case 'replace':
          return before + inserted + after;
      }
    }, text),
  );
}
