/** Looks at candidates by their keys: each is re-read strongly from both sides. */
import { type Records, type SpoolRecord, tokensOfPair } from './compare/index.ts';
import type { Pair } from './rule.ts';
import type { SettlePorts, Settling } from './settle.ts';
import { type Look, standingOf } from './standing.ts';
import { agreedAtAnyMoment, isChanged, recordOf, type Witness, withLook, witnessIn } from './witness.ts';

const REREAD_AT_ONCE = 500;

/** One round: every open candidate is read again, and either settles or is kept for the next. */
export async function look(
  open: Records,
  undecided: Records,
  isLast: boolean,
  rule: Settling,
  ports: SettlePorts,
): Promise<void> {
  const { tokens, settled } = ports;
  for await (const { witnesses, pairs, now } of reread(open, rule, ports)) {
    for (const before of witnesses) {
      const { key } = before;
      const pair = pairs.get(key) ?? {};
      // What was not read at one moment is no version that anybody could have seen.
      const seen = pair.torn === true ? undefined : tokensOfPair(tokens, pair);
      const witness = seen === undefined ? before : withLook(before, seen);
      const standing = agreedAtAnyMoment(witness, rule)
        ? 'agreed'
        : standingOf(pair, seen === undefined || isChanged(before, seen), { now, isLast }, rule);
      await (standing === undefined
        ? undecided.append(recordOf(witness))
        : settled({ key, standing, pair, hasImages: true }));
    }
  }
}

interface Reread extends Pick<Look, 'now'> {
  readonly witnesses: readonly Witness[];
  readonly pairs: ReadonlyMap<string, Pair>;
}

/** All of them in batches; the next is on its way while the caller looks at the one that came. */
async function* reread(open: Records, rule: Settling, { clock, reading, memory }: SettlePorts): AsyncGenerator<Reread> {
  const size = Math.max(1, Math.min(rule.sides.rereadAtOnce ?? REREAD_AT_ONCE, memory.rows));
  const ask = async (batch: readonly SpoolRecord[]): Promise<Reread> => {
    reading.signal.throwIfAborted();
    const witnesses = batch.map(witnessIn);
    const now = clock.now();
    const keys = witnesses.map(({ key }) => key);
    return { witnesses, now, pairs: await rule.sides.reread(keys, reading) };
  };
  let next: Promise<Reread> | undefined;
  for await (const batch of open.read(size)) {
    const asked = next;
    next = ask(batch);
    next.catch(() => undefined);
    if (asked !== undefined) yield await asked;
  }
  if (next !== undefined) yield await next;
}
