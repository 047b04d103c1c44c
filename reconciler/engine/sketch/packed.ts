/** Sketches as stores send them: the cells that hold a row, 36 bytes each, big-endian, in any order. */
import { ReconcilerError } from '../errors.ts';
import { reduced } from './field.ts';
import type { SketchPlan } from './plan.ts';
import { addTo, emptySketch, type Sketch } from './sketch.ts';

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
  for (const bytes of parts) {
    if (bytes.length % PACKED_CELL_BYTES !== 0) throw new PackedSketchError(`is truncated at ${bytes.length} bytes`);
    for (let at = 0; at < bytes.length; at += PACKED_CELL_BYTES) {
      const cell = bytes.readUInt32BE(at);
      if (cell >= plan.cells) throw new PackedSketchError(`has a cell ${cell}, of only ${plan.cells}`);
      addTo(sketch.lanes, cell, {
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
  return sketch;
}
