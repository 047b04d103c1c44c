/**
 * Looks at a crowd of candidates: both sides are read again, strongly and in full, in the order of the cells, and each
 * difference is judged as its cell comes by. Two kinds alone are re-read by their keys: what was in a cell that changed,
 * in the next round, and the first findings, right after, since what may be repaired needs the images of its rows.
 */
import { type Crowd, Records, type Sighting, tokensOfPair } from './compare/index.ts';
import { look } from './look.ts';
import type { Pair } from './rule.ts';
import type { SettlePorts, Settling } from './settle.ts';
import { isFound, standingOf } from './standing.ts';
import { recordOf } from './witness.ts';

export async function lookAtCrowd(crowd: Crowd, undecided: Records, rule: Settling, ports: SettlePorts): Promise<void> {
  const { clock, reading, tokens, settled, keep, spool, memory } = ports;
  const kept = new Records(spool, memory.rows / 4);
  try {
    const now = clock.now();
    const sort = (sighting: Sighting): Promise<void> | undefined => {
      const { key } = sighting;
      const pair = pairOf(sighting);
      const standing = standingOf(pair, sighting.isChanged, { now, isLast: false }, rule);
      const isToBeKept = standing !== undefined && isFound(standing) && kept.count < keep;
      if (standing !== undefined && !isToBeKept) return settled({ key, standing, pair, hasImages: false });
      const { left, right } = tokensOfPair(tokens, pair);
      return (isToBeKept ? kept : undecided).append(recordOf({ key, left: [left], right: [right] }));
    };
    for await (const sightings of crowd.look(reading)) {
      for (const sighting of sightings) {
        const wait = sort(sighting);
        if (wait !== undefined) await wait;
      }
    }
    // Behind the stream, whose two connections may be all that there are.
    await look(kept, undecided, false, rule, ports);
  } finally {
    await kept.close();
  }
}

function pairOf({ left, right }: Sighting): Pair {
  if (left !== undefined && right !== undefined) return { left: left.row(), right: right.row() };
  return { ...(left && { left: left.row() }), ...(right && { right: right.row() }) };
}
