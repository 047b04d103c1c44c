/** The operations of a history. What they asked for is most of it, and only few checks read it, so it is kept packed. */
import type { Operation } from '../schemas/index.ts';
import { PackedLines } from './packed-lines.ts';

export class PackedHistory {
  readonly operations: Operation[] = [];
  readonly #asked = new PackedLines();

  add({ asked, ...operation }: Operation): void {
    if (asked === undefined) {
      this.operations.push(operation);
      return;
    }
    const place = this.#asked.size;
    this.#asked.add(JSON.stringify(asked));
    this.operations.push(new PackedOperation(operation, this.#asked, place));
  }
}

class PackedOperation implements Operation {
  readonly correlationId: string;
  readonly scenario: string;
  readonly iteration: number;
  readonly journey: string;
  readonly sentAt: string;
  readonly elapsedMs: number;
  readonly status: number;
  readonly durationMs: number;
  declare readonly region?: string;
  readonly #asked: PackedLines;
  readonly #place: number;

  constructor(operation: Omit<Operation, 'asked'>, asked: PackedLines, place: number) {
    this.correlationId = operation.correlationId;
    this.scenario = operation.scenario;
    this.iteration = operation.iteration;
    this.journey = operation.journey;
    this.sentAt = operation.sentAt;
    this.elapsedMs = operation.elapsedMs;
    this.status = operation.status;
    this.durationMs = operation.durationMs;
    if (operation.region !== undefined) this.region = operation.region;
    this.#asked = asked;
    this.#place = place;
  }

  get asked(): NonNullable<Operation['asked']> {
    return JSON.parse(this.#asked.at(this.#place)) as NonNullable<Operation['asked']>;
  }
}
