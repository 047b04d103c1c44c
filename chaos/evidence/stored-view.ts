import type { StoredRecord } from '../schemas/index.ts';
import { MalformedError, parseWritten } from './json.ts';
import { KeyIndex } from './key-index.ts';
import { eachLine, type EvidenceFile } from './lines.ts';
import { PackedLines } from './packed-lines.ts';
import { parseRecord } from './stored-record.ts';

/** Times of records are in the order of their texts. */
const LAST = '~';

/**
 * A view of a snapshot, which holds its records packed and parses them whenever they are read. A large run holds
 * millions of records, and checks read them one after another.
 */
export class StoredView implements ReadonlyMap<string, StoredRecord> {
  /** Of the file that it was read from. */
  readonly digest: string;
  readonly #lines = new PackedLines();
  readonly #places = new KeyIndex((place) => this.#recordAt(place).key);

  private constructor(digest: string) {
    this.digest = digest;
  }

  /**
   * @param latest when the snapshot had been read, so that no record can be written later
   * @throws MalformedError with the number of the first line that is not a record, repeats a key, or was written later
   */
  static async read(file: EvidenceFile, digest: string, latest = LAST): Promise<StoredView> {
    const view = new StoredView(digest);
    await eachLine(file, (line, place) => {
      const { key, touchedAt = '' } = parseRecord(line, place, parseWritten);
      if (touchedAt > latest) throw new MalformedError(`${key} was written at ${touchedAt}, after the snapshot`);
      if (!view.#places.add(key)) throw new MalformedError(`${key} occurs twice`);
      view.#lines.add(line);
    });
    return view;
  }

  get size(): number {
    return this.#lines.size;
  }

  get(key: string): StoredRecord | undefined {
    const place = this.#places.find(key);
    return place === undefined ? undefined : this.#recordAt(place);
  }

  has(key: string): boolean {
    return this.#places.find(key) !== undefined;
  }

  *values(): Generator<StoredRecord, undefined> {
    for (let place = 0; place < this.size; place += 1) yield this.#recordAt(place);
  }

  *keys(): Generator<string, undefined> {
    for (const { key } of this.values()) yield key;
  }

  *entries(): Generator<[string, StoredRecord], undefined> {
    for (const record of this.values()) yield [record.key, record];
  }

  [Symbol.iterator](): Generator<[string, StoredRecord], undefined> {
    return this.entries();
  }

  forEach(each: (record: StoredRecord, key: string, view: ReadonlyMap<string, StoredRecord>) => void): void {
    for (const record of this.values()) each(record, record.key, this);
  }

  #recordAt(place: number): StoredRecord {
    return parseRecord(this.#lines.at(place), place);
  }
}
