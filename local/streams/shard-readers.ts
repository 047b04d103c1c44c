import { ServiceError } from '../core/json-client.ts';

/** AWS: no more than two processes should read one shard at the same time. */
const READERS = 2;

/** What a shard serves to more than two: as many reads a second as two pollers of Lambda make. */
const READS_PER_SECOND = 8;

/** A reader counts as one as long as it has read within this many real milliseconds. */
const WINDOW_MS = 1000;

interface Read {
  readonly at: number;
  readonly reader: string;
  readonly served: boolean;
}

/** Whose reads of which shard are served: those of two readers always, those of more within a common rate. */
export class ShardReaders {
  readonly #reads = new Map<string, Read[]>();
  readonly #reported = new Set<string>();
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  /**
   * Counts a read of a shard.
   *
   * @param reader identifies who reads, over all of its reads of the shard
   * @param now real milliseconds
   * @throws ServiceError if the shard has more than two readers, and their reads exceed its rate
   */
  admit(shard: string, reader: string, now: number): void {
    const recent = (this.#reads.get(shard) ?? []).filter(({ at }) => now - at < WINDOW_MS);
    const readers = new Set([...recent.map((read) => read.reader), reader]);
    const served = readers.size <= READERS || recent.filter((read) => read.served).length < READS_PER_SECOND;
    this.#reads.set(shard, [...recent, { at: now, reader, served }]);
    if (served) return;
    this.#report(shard, readers.size);
    throw new ServiceError(
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the stream was exceeded: more than two processes read one of its shards.',
    );
  }

  #report(shard: string, readers: number): void {
    if (this.#reported.has(shard)) return;
    this.#reported.add(shard);
    this.#log(`${String(readers)} readers of shard ${shard}: AWS throttles more than two, and so does this`);
  }
}
