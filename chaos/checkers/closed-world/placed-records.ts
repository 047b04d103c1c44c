/** The records of a snapshot, at the places where expectations look for them. */
import type { Fields, Snapshot, StoredRecord } from '../../schemas/index.ts';
import type { ExpectedRecord } from '../../system/expect.ts';
import type { HeldRecord } from './one-request.ts';
import { ViewIndex } from './view-index.ts';

/** Where an expectation looks for records. */
export type Place = Pick<ExpectedRecord, 'view' | 'where'>;

const NO_RECORDS: ReadonlyMap<string, StoredRecord> = new Map();

export class PlacedRecords {
  readonly #held: Indexes;
  readonly #before: Indexes;
  readonly #isParticipant: (view: string) => boolean;

  /**
   * @param before the views before the load
   * @param isParticipant whether a view holds participants of sagas, whose records come with their saga
   */
  constructor(held: Snapshot['views'], before: Snapshot['views'], isParticipant: (view: string) => boolean) {
    this.#held = new Indexes(held);
    this.#before = new Indexes(before);
    this.#isParticipant = isParticipant;
  }

  /** Each record is taken once. */
  take(place: Place): HeldRecord[] {
    return this.#at(place, (index, value) => index.take(value));
  }

  /** Finds each once, and leaves those that were there before the load to be compared with what they were. */
  ofBefore(): (place: Place) => HeldRecord[] {
    const seen = new Set<string>();
    return (place) => {
      const name = JSON.stringify([place.view, place.where]);
      if (seen.has(name)) return [];
      seen.add(name);
      return this.#at(place, (index, value, field) =>
        this.#before.of(place.view, field).isTaken(value) ? index.take(value) : index.at(value),
      );
    };
  }

  /** Those by which records of the view were looked for. */
  indexesOf(view: string): readonly ViewIndex[] {
    return this.#held.madeOf(view);
  }

  #at(
    { view, where }: Place,
    find: (index: ViewIndex, value: string, field: string | undefined) => readonly Fields[],
  ): HeldRecord[] {
    if (this.#isParticipant(view)) return [];
    const [field, value] = typeof where === 'string' ? [undefined, where] : [where.field, where.is];
    const key = field === undefined ? value : undefined;
    return find(this.#held.of(view, field), value, field).map((fields) => ({ view, key, fields }));
  }
}

/** The indexes of a snapshot's views, each made when it is first asked for. */
class Indexes {
  readonly #views: Snapshot['views'];
  /** By view, then by field; the key's is undefined. */
  readonly #made = new Map<string, Map<string | undefined, ViewIndex>>();

  constructor(views: Snapshot['views']) {
    this.#views = views;
  }

  of(view: string, field: string | undefined): ViewIndex {
    let indexes = this.#made.get(view);
    if (indexes === undefined) this.#made.set(view, (indexes = new Map<string | undefined, ViewIndex>()));
    let index = indexes.get(field);
    if (index === undefined) {
      index = new ViewIndex(this.#views.get(view) ?? NO_RECORDS, field);
      indexes.set(field, index);
    }
    return index;
  }

  madeOf(view: string): readonly ViewIndex[] {
    return [...(this.#made.get(view)?.values() ?? [])];
  }
}
