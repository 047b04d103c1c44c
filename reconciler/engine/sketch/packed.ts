/** Sketches as stores send them: the cells that hold a row, 36 bytes each, big-endian, in any order. */
import { ReconcilerError } from '../errors.ts';
import { reduced } from './field.ts';
import type { SketchPlan } from './plan.ts';
import { addTo, cellAt, emptySketch, isEmpty, type Sketch } from './sketch.ts';

/**
 * Cell (4), count (4), sum modulo 2^63 of either sign (8), xor (8), and the three weights modulo 2^31 - 1 of either
 * sign (4 each).
 */
const PACKED_CELL_BYTES = 36;

class PackedSketchError extends ReconcilerError {
  constructor(reason: string) {
    super(`a store sent a sketch that ${reason}. This read was discarded; the next run retries it`);
  }
}

/**
 * Adds up the cells that a store sent. @throws PackedSketchError if they are truncated, or do not belong to the plan
 */
export function unpacked(plan: SketchPlan, parts: Iterable<Buffer>): Sketch {
  const sketch = emptySketch(plan);
  for (const bytes of parts) addPacked(sketch, bytes);
  return sketch;
}

/**
 * Adds the packed sketch of a disjoint set to a sketch, in place. @throws PackedSketchError
 */
export function addPacked({ plan, lanes }: Sketch, bytes: Buffer): void {
  if (bytes.length % PACKED_CELL_BYTES !== 0) throw new PackedSketchError(`is truncated at ${bytes.length} bytes`);
  for (let at = 0; at < bytes.length; at += PACKED_CELL_BYTES) {
    const cell = bytes.readUInt32BE(at);
    if (cell >= plan.cells) throw new PackedSketchError(`has a cell ${cell}, of only ${plan.cells}`);
    addTo(lanes, cell, {
      count: bytes.readInt32BE(at + 4),
      sumHigh: bytes.readUInt32BE(at + 8) & 0x7fffffff,
      sumLow: bytes.readUInt32BE(at + 12),
      xorHigh: bytes.readUInt32BE(at + 16),
      xorLow: bytes.readUInt32BE(at + 20),
      weight: reduced(bytes.readInt32BE(at + 24)),
      weightHigh: reduced(bytes.readInt32BE(at + 28)),
      weightLow: reduced(bytes.readInt32BE(at + 32)),
    });
  }
}

/** The non-empty cells, as `unpacked` reads them; only these cells if they are given. */
export function packed({ plan, lanes }: Sketch, only?: readonly number[]): Buffer {
  const cells = (only ?? Array.from({ length: plan.cells }, (_cell, at) => at)).filter(
    (cell) => !isEmpty(cellAt(lanes, cell)),
  );
  const bytes = Buffer.allocUnsafe(cells.length * PACKED_CELL_BYTES);
  for (const [index, cell] of cells.entries()) {
    const at = index * PACKED_CELL_BYTES;
    const held = cellAt(lanes, cell);
    bytes.writeUInt32BE(cell, at);
    bytes.writeInt32BE(held.count, at + 4);
    bytes.writeUInt32BE(held.sumHigh, at + 8);
    bytes.writeUInt32BE(held.sumLow, at + 12);
    bytes.writeUInt32BE(held.xorHigh, at + 16);
    bytes.writeUInt32BE(held.xorLow, at + 20);
    bytes.writeInt32BE(held.weight, at + 24);
    bytes.writeInt32BE(held.weightHigh, at + 28);
    bytes.writeInt32BE(held.weightLow, at + 32);
  }
  return bytes;
}
