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
  const shown = new Set([...plain, version, mark, ...sources.map(({ from }) => from)]);
  return {
    ...(mark !== undefined && { mark: (image) => markIn(columnsOf(image)[mark]) }),
    alike: (one, other) => canonicalImage(one, ignored) === canonicalImage(other, ignored),
    redacted(image, elsewhere) {
      const withheld = new Set(
        sources.filter(({ field, sensitive }) => sensitive || elsewhere?.has(field) === true).map(({ from }) => from),
      );
      return canonicalJson(
        Object.fromEntries(
          Object.entries(parseJson(image) as Record<string, Json>).map(([column, value]) => {
            if (withheld.has(column)) return [column, REDACTED];
            return [column, shown.has(column) ? value : UNDECLARED];
          }),
        ),
      );
    },
  };
}

/** DynamoDB's JSON wraps a text as `{ "S": text }`. */
function markIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null && 'S' in value ? value.S : undefined;
  return typeof text === 'string' ? text : undefined;
}
