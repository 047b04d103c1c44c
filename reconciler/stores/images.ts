/** What a store's images say, where their top-level names are its columns or attributes. */
import { canonicalImage, canonicalJson, columnsOf, type Images, type Json, parseJson } from '../engine/index.ts';
import type { FieldSource } from './field.ts';

export interface ImageColumns {
  readonly sources: readonly FieldSource[];
  /** Columns of the key, and those of times and version. */
  readonly plain: readonly (string | undefined)[];
  readonly version?: string | undefined;
  /** The attribute in which a repair leaves its mark. */
  readonly mark?: string;
}

const REDACTED = '[sensitive]';
const UNDECLARED = '[not declared]';

/** An export shows the fields of the view that are not sensitive; what the view does not declare may be sensitive. */
export function imagesOf({ sources, plain, version, mark }: ImageColumns): Images {
  const grown = new Set([version, mark].filter((name) => name !== undefined));
  const shown = new Set([
    ...plain,
    version,
    mark,
    ...sources.filter(({ sensitive }) => !sensitive).map(({ from }) => from),
  ]);
  const sensitive = new Set(sources.filter((source) => source.sensitive).map(({ from }) => from));
  return {
    ...(mark !== undefined && { mark: (image) => markIn(columnsOf(image)[mark]) }),
    alike: (one, other) => canonicalImage(one, grown) === canonicalImage(other, grown),
    redacted: (image) =>
      canonicalJson(
        Object.fromEntries(
          Object.entries(parseJson(image) as Record<string, Json>).map(([column, value]) => {
            if (sensitive.has(column)) return [column, REDACTED];
            return [column, shown.has(column) ? value : UNDECLARED];
          }),
        ),
      ),
  };
}

/** DynamoDB's JSON says of a text that it is one. */
function markIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null && 'S' in value ? value.S : undefined;
  return typeof text === 'string' ? text : undefined;
}
