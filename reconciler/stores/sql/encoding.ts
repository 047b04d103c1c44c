/**
 * Keys with characters that the encoding of the database does not have, such as Cyrillic in LATIN1. Only the server
 * knows these characters, and it refuses the whole statement that has such a key as a parameter.
 */
import type { Statement, Texts } from './statement.ts';

/** Maximum number of refused keys that a view remembers. */
const MAX_KEPT = 10_000;

interface Keyed {
  readonly key: string;
  readonly keyParts: readonly string[];
}

export interface EncodedKeys {
  /** Why no row can have this key, if the server refused it in an earlier read. */
  readonly whyNotHeld: (key: string) => string | undefined;
  /** Reads the rows with these keys, without the keys that the server refuses. */
  readonly read: (
    keys: readonly Keyed[],
    read: (keys: readonly Keyed[]) => Promise<readonly Texts[]>,
    run: (statement: Statement) => Promise<readonly Texts[]>,
  ) => Promise<readonly Texts[]>;
}

export function encodedKeys(): EncodedKeys {
  const refused = new Set<string>();
  const readAll: EncodedKeys['read'] = async (keys, read, run) => {
    try {
      return keys.length === 0 ? [] : await read(keys);
    } catch (error) {
      if (!isUntranslatable(error)) throw error;
      const [only] = keys;
      if (keys.length > 1 || only === undefined) {
        const half = Math.ceil(keys.length / 2);
        return [...(await readAll(keys.slice(0, half), read, run)), ...(await readAll(keys.slice(half), read, run))];
      }
      // The server may be unable to send a stored value. Such a row is not missing.
      if (await isAccepted(only, run)) throw error;
      if (refused.size < MAX_KEPT) refused.add(only.key);
      return [];
    }
  };
  return {
    whyNotHeld: (key) => (refused.has(key) ? 'the encoding of the database does not have its characters' : undefined),
    read: (keys, read, run) =>
      readAll(
        keys.filter(({ key }) => !refused.has(key)),
        read,
        run,
      ),
  };
}

async function isAccepted({ keyParts: parts }: Keyed, run: Parameters<EncodedKeys['read']>[2]): Promise<boolean> {
  const names = parts.map((_part, at) => `k${at}`);
  try {
    await run({
      sql: `SELECT ${names.map((name) => `CAST(:${name} AS text)`).join(', ')}`,
      parameters: Object.fromEntries(names.map((name, at) => [name, parts[at] ?? ''])),
    });
    return true;
  } catch (error) {
    if (!isUntranslatable(error)) throw error;
    return false;
  }
}

/** The error's own code, or its text where the Data API passes it on. */
const UNTRANSLATABLE = '22P05';

function isUntranslatable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === UNTRANSLATABLE) return true;
  return /has no equivalent in encoding|SQLState: 22P05/.test(error.message) || isUntranslatable(error.cause);
}
