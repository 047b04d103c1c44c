/** The records of a view by their key or by one field, while one snapshot is judged. */
import type { Fields, StoredRecord } from '../../schemas/index.ts';

type View = ReadonlyMap<string, StoredRecord>;

/** The records that have one value, without the field in which they have it. */
type Group = readonly Fields[];

const NONE: Group = [];
/** The place of the group in a slot that holds a value whose records were taken. */
const TAKEN = -1;
const FIRST_CAPACITY = 1024;

/**
 * Holds no values, but 64 bits of a hash of each, because there are many. If two had the same hash, their records would be
 * one group, of which one request explains only its own.
 */
export class ViewIndex {
  readonly #field: string | undefined;
  /** Two words for each slot. */
  #hashes = new Uint32Array(2 * FIRST_CAPACITY);
  /** 1 + the place of the slot's group; 0 for a free slot. At most half of the slots are used. */
  #slots = new Int32Array(FIRST_CAPACITY);
  #used = 0;
  #left = 0;
  readonly #groups: Group[] = [];
  readonly #placeOf = new Map<Group, number>();

  /** @param field by which records are found; undefined for the key */
  constructor(view: View, field: string | undefined) {
    this.#field = field;
    const fieldsOf = sharedFields(field);
    const longerOf = sharedGroups();
    for (const record of view.values()) {
      if (2 * this.#used >= this.#slots.length) this.#grow();
      const slot = this.#slotOf(this.valueIn(record));
      const held = this.#slots[slot] ?? 0;
      if (held === 0) {
        this.#used += 1;
        this.#left += 1;
      }
      const known = held === 0 ? NONE : (this.#groups[held - 1] ?? NONE);
      this.#slots[slot] = 1 + this.#placeIn(longerOf(known, fieldsOf(record.fields)));
    }
  }

  /** By what a record of the view is found. */
  valueIn({ key, fields }: StoredRecord): string {
    if (this.#field === undefined) return key;
    const value = fields[this.#field];
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  }

  /** Removes these records, which are then explained. */
  take(value: string): Group {
    const slot = this.#slotOf(value);
    const held = this.#slots[slot] ?? 0;
    if (held <= 0) return NONE;
    this.#slots[slot] = TAKEN;
    this.#left -= 1;
    return this.#groups[held - 1] ?? NONE;
  }

  /** Whether these records were taken, or never were there. */
  isTaken(value: string): boolean {
    return (this.#slots[this.#slotOf(value)] ?? 0) <= 0;
  }

  /** How many values are left. */
  get size(): number {
    return this.#left;
  }

  #placeIn(group: Group): number {
    let place = this.#placeOf.get(group);
    if (place === undefined) {
      place = this.#groups.push(group) - 1;
      this.#placeOf.set(group, place);
    }
    return place;
  }

  /** The slot of a value, or else the free one where it belongs, with its hash. */
  #slotOf(value: string): number {
    const [one, other] = [hashOf(value, 0x811c9dc5), hashOf(value, 0x01234567)];
    const last = this.#slots.length - 1;
    for (let slot = one & last; ; slot = (slot + 1) & last) {
      if (this.#slots[slot] === 0) {
        this.#hashes[2 * slot] = one;
        this.#hashes[2 * slot + 1] = other;
        return slot;
      }
      if (this.#hashes[2 * slot] === one && this.#hashes[2 * slot + 1] === other) return slot;
    }
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    this.#slots = new Int32Array(2 * slots.length);
    this.#hashes = new Uint32Array(2 * hashes.length);
    const last = this.#slots.length - 1;
    for (const [from, held] of slots.entries()) {
      if (held === 0) continue;
      const [one, other] = [hashes[2 * from] ?? 0, hashes[2 * from + 1] ?? 0];
      let slot = one & last;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
      this.#slots[slot] = held;
      this.#hashes[2 * slot] = one;
      this.#hashes[2 * slot + 1] = other;
    }
  }
}

/** FNV-1a over UTF-16 units, then mixed, so that the low bits depend on all of them. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
}

/** Above this number, records are different for each request, and looking them up is in vain. */
const MAX_SHARED = 1000;

/** Returns the fields without this one: the same object for equal fields, because those of many requests are equal. */
function sharedFields(without: string | undefined): (fields: Fields) => Fields {
  const known = new Map<string, Fields>();
  let names: readonly string[] = [];
  return (fields) => {
    if (!hasNames(fields, names, without)) names = Object.keys(fields).filter((field) => field !== without);
    const kept = names.map((field) => fields[field]);
    const text = JSON.stringify(kept);
    const same = known.get(text);
    if (same !== undefined && hasNames(same, names, undefined)) return same;
    const made = Object.fromEntries(names.map((field, at) => [field, kept[at]])) as Fields;
    if (known.size < MAX_SHARED) known.set(text, made);
    return made;
  };
}

function hasNames(fields: Fields, names: readonly string[], without: string | undefined): boolean {
  let count = 0;
  for (const field in fields) {
    if (field === without) continue;
    if (field !== names[count]) return false;
    count += 1;
  }
  return count === names.length;
}

/** Returns a group with one more record: the same list for the same records. */
function sharedGroups(): (group: Group, fields: Fields) => Group {
  const known = new Map<Group, Map<Fields, Group>>();
  let count = 0;
  return (group, fields) => {
    const same = known.get(group)?.get(fields);
    if (same !== undefined) return same;
    const longer = [...group, fields];
    if (count < MAX_SHARED) {
      count += 1;
      const more = known.get(group) ?? new Map<Fields, Group>();
      known.set(group, more.set(fields, longer));
    }
    return longer;
  };
}
