/** A comparison in parts finds exactly the keys at which two sets differ, however they are split. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addPacked,
  CANONICAL_VERSION,
  decodeParts,
  emptySketch,
  type EngineRule,
  joinParts,
  memorySpool,
  packed,
  type Reading,
  readPart,
  type Row,
  type Side,
  type Sketch,
  type SketchPlan,
  sketchPart,
} from '../../../reconciler/index.ts';

type Table = ReadonlyMap<string, string>;

const plan: SketchPlan = { version: CANONICAL_VERSION, seed: 'feedfacefeedfacefeedfacefeedface', cells: 16 };
const reading = (part: number): Reading => ({
  signal: new AbortController().signal,
  received: () => undefined,
  part: String(part),
});

/** Rows belong to a part by their place. */
function ruleOf(tables: Readonly<Record<Side, Table>>, parts: number): EngineRule {
  const scan = (side: Side) =>
    async function* rows({ part }: Reading): AsyncGenerator<Row> {
      await Promise.resolve();
      for (const [at, [key, value]] of [...tables[side]].entries()) {
        if (at % parts === Number(part)) yield { key, fields: { value } };
      }
    };
  const token = ({ fields }: Row): string => JSON.stringify(fields['value']);
  return {
    sides: { scanLeft: scan('left'), scanRight: scan('right') },
    relation: {
      kind: 'equal',
      leftToken: token,
      rightToken: token,
      agrees: (one?: string, other?: string) => one === other,
    },
  } as unknown as EngineRule;
}

async function sketched(rule: EngineRule, side: Side, parts: number): Promise<Sketch> {
  const whole = emptySketch(plan);
  for (let part = 0; part < parts; part += 1) {
    const { sketch } = await sketchPart(rule, side, plan, reading(part));
    // As a worker hands it on.
    addPacked(whole, packed(sketch));
  }
  return whole;
}

/** Keys that differ, found through parts. */
async function differing(tables: Readonly<Record<Side, Table>>, parts: number): Promise<string[]> {
  const rule = ruleOf(tables, parts);
  const found: string[] = [];
  let decision = decodeParts({
    left: await sketched(rule, 'left', parts),
    right: await sketched(rule, 'right', parts),
  });
  for (let round = 1; decision.kind === 'read'; round += 1) {
    if (round > 2) throw new Error('a third round');
    const { selection, residual } = decision;
    const rows = (side: Side) =>
      async function* read() {
        for (let part = 0; part < parts; part += 1) yield* readPart(rule, side, { plan, selection }, reading(part));
      };
    const joined = await joinParts(rule, {
      plan,
      residual,
      rows: { left: rows('left'), right: rows('right') },
      spool: memorySpool,
    });
    found.push(...joined.candidates.map(([key = '']) => key));
    if (joined.unaccounted.length === 0) break;
    decision = { kind: 'read', selection: { cells: joined.unaccounted, keyHashes: [] }, residual: Buffer.alloc(0) };
  }
  return found.sort();
}

const table = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), fc.constantFrom('a', 'b')), {
  selector: ([key]) => key,
  maxLength: 80,
});

describe('a comparison in parts', () => {
  it('finds the keys that differ, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        table,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (one, other, parts, isClose) => {
          const left = new Map(one);
          // Most sets in practice are nearly equal.
          const right = new Map(isClose ? [...one.slice(2), ...other.slice(0, 2)] : other);
          const expected = [...new Set([...left.keys(), ...right.keys()])].filter(
            (key) => left.get(key) !== right.get(key),
          );
          expect(await differing({ left, right }, parts)).toEqual(expected.sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});
