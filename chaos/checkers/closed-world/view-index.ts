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
  /** The place of the slot's group; 0 for a free slot. At most half of the slots are used. */
  #slots = new Int32Array(FIRST_CAPACITY);
  #used = 0;
  #left = 0;
  readonly #groups = new Groups();
  /** The value that was taken last: several expectations look for the records of one. */
  #lastTaken: string | undefined;

  /** @param field by which records are found; undefined for the key */
  constructor(view: View, field: string | undefined) {
    this.#field = field;
    const fieldsOf = sharedFields(field);
    for (const record of view.values()) {
      if (2 * this.#used >= this.#slots.length) this.#grow();
      const slot = this.#slotOf(this.valueIn(record));
      const held = this.#slots[slot] ?? 0;
      if (held === 0) {
        this.#used += 1;
        this.#left += 1;
      }
      this.#slots[slot] = this.#groups.longer(held, fieldsOf(record.fields));
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
    if (this.#left === 0 || value === this.#lastTaken) return NONE;
    const slot = this.#slotOf(value);
    const held = this.#slots[slot] ?? 0;
    if (held <= 0) return NONE;
    this.#slots[slot] = TAKEN;
    this.#left -= 1;
    this.#lastTaken = value;
    return this.#groups.at(held);
  }

  /** These records, which stay where they are. */
  at(value: string): Group {
    const held = this.#slots[this.#slotOf(value)] ?? 0;
    return held <= 0 ? NONE : this.#groups.at(held);
  }

  /** Whether these records were taken, or never were there. */
  isTaken(value: string): boolean {
    return (this.#slots[this.#slotOf(value)] ?? 0) <= 0;
  }

  /** How many values are left. */
  get size(): number {
    return this.#left;
  }

  /** The slot of a value, or else the free one where it belongs, with its hash. */
  #slotOf(value: string): number {
    let [one, other] = [0x811c9dc5, 0x01234567];
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      one = Math.imul(one ^ unit, PRIME);
      other = Math.imul(other ^ unit, PRIME);
    }
    one = mixed(one);
    other = mixed(other);
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

/** Of FNV-1a, which hashes UTF-16 units here. */
const PRIME = 0x01000193;

/** A hash whose low bits depend on all of its bits. */
function mixed(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
}

/** Above this number, records are different for each request, and looking them up is in vain. */
const MAX_SHARED = 1000;

/** The values of records, one field after another. */
class ValueTree {
  readonly next = new Map<Fields[string] | undefined, ValueTree>();
  /** The fields with the values on the way here. */
  fields: Fields | undefined;
}

/** Returns the fields without this one: the same object for equal fields, because those of many requests are equal. */
function sharedFields(without: string | undefined): (fields: Fields) => Fields {
  const known = new ValueTree();
  let count = 0;
  let names: readonly string[] = [];
  const nextOf = (tree: ValueTree, value: Fields[string] | undefined): ValueTree | undefined => {
    const next = tree.next.get(value);
    // Two lists or objects are never the same value.
    if (next !== undefined || count >= MAX_SHARED || (typeof value === 'object' && value !== null)) return next;
    count += 1;
    const made = new ValueTree();
    tree.next.set(value, made);
    return made;
  };
  return (fields) => {
    if (!hasNames(fields, names, without)) names = Object.keys(fields).filter((field) => field !== without);
    let tree: ValueTree | undefined = known;
    for (const field of names) {
      tree = nextOf(tree, fields[field]);
      if (tree === undefined) break;
    }
    const same = tree?.fields;
    if (same !== undefined && hasNames(same, names, undefined)) return same;
    const made = Object.fromEntries(names.map((field) => [field, fields[field]])) as Fields;
    if (tree !== undefined) tree.fields ??= made;
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

/** The groups of a view. Those of the same records are one, because there are many. */
class Groups {
  readonly #groups: Group[] = [NONE];
  /** By place: those with one more record. */
  readonly #longer: (Map<Fields, number> | undefined)[] = [];
  #shared = 0;

  at(place: number): Group {
    return this.#groups[place] ?? NONE;
  }

  /** The place of the group with one more record; that of the group without records is 0. */
  longer(place: number, fields: Fields): number {
    const known = this.#longer[place]?.get(fields);
    if (known !== undefined) return known;
    const made = this.#groups.push([...this.at(place), fields]) - 1;
    if (this.#shared < MAX_SHARED) {
      this.#shared += 1;
      (this.#longer[place] ??= new Map<Fields, number>()).set(fields, made);
    }
    return made;
  }
}
