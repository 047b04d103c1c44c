import type { Connection } from '../chaos/index.ts';
import type { SystemDescription } from '../chaos/schemas/index.ts';
import { connectionTo } from '../cli/system/connection.ts';

/** A running system, as the functions of its definition see it. */
export const connectionOf = (system: SystemDescription): Connection =>
  connectionTo(system, { signal: new AbortController().signal, terminal: { step: () => undefined } });
