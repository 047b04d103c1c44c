/** Reads images whose top-level names are the store's columns or attributes. */
import { canonicalImage, canonicalJson, columnsOf, type Images, type Json, parseJson } from '../engine/index.ts';
import type { FieldSource } from './field.ts';

export interface ImageColumns {
  readonly sources: readonly FieldSource[];
  /** Columns of the key and of times, which an export shows. */
  readonly plain: readonly (string | undefined)[];
  readonly version?: string | undefined;
  /** The attribute in which a repair leaves its mark. */
  readonly mark?: string;
}

const REDACTED = '[sensitive]';
const UNDECLARED = '[not declared]';

/**
 * An export shows the view's fields except the sensitive ones. It hides everything that the view does not declare,
 * because it may be sensitive.
 */
export function imagesOf({ sources, plain, version, mark }: ImageColumns): Images {
  const ignored = new Set([version, mark].filter((name) => name !== undefined));
  const whole = sources.filter(({ within }) => within.length === 0);
  const shown = new Set([...plain, version, mark, ...whole.map(({ from }) => from)]);
  return {
    ...(mark !== undefined && { mark: (image) => markIn(columnsOf(image)[mark]) }),
    alike: (one, other) => canonicalImage(one, ignored) === canonicalImage(other, ignored),
    redacted(image, elsewhere) {
      const isWithheld = ({ field, sensitive }: FieldSource): boolean => sensitive || elsewhere?.has(field) === true;
      const withheld = new Set(whole.filter(isWithheld).map(({ from }) => from));
      return canonicalJson(
        Object.fromEntries(
          Object.entries(parseJson(image) as Record<string, Json>).map(([column, value]) => {
            if (withheld.has(column)) return [column, REDACTED];
            const members = sources.filter(({ from, within }) => from === column && within.length > 0);
            if (shown.has(column)) return [column, members.some(isWithheld) ? REDACTED : value];
            if (members.length === 0) return [column, UNDECLARED];
            const picked = members.map((one) => [
              one.within.join('.'),
              isWithheld(one) ? REDACTED : member(value, one),
            ]);
            return [column, Object.fromEntries(picked)];
          }),
        ),
      );
    },
  };
}

/** The member of a document in an image: a text of JSON, or the value of a map of DynamoDB. */
function member(document: Json, { within }: FieldSource): Json {
  let found: Json | undefined = typeof document === 'string' ? parsed(document) : document;
  for (const name of within) {
    const members = membersOf(found);
    const inner = membersOf(members['M']);
    found = Object.hasOwn(inner, name) ? inner[name] : members[name];
  }
  return found ?? null;
}

const membersOf = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {};

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** DynamoDB's JSON wraps a text as `{ "S": text }`. */
function markIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null && 'S' in value ? value.S : undefined;
  return typeof text === 'string' ? text : undefined;
}
