const FIRST_CAPACITY = 1024;

/** Finds the place of a key without holding the keys: in 12 to 24 bytes for each. */
export class KeyIndex {
  /** How many keys there are. */
  #size = 0;
  /** By place. */
  #hashes = new Uint32Array(FIRST_CAPACITY);
  /** 1 + the place of a key, by its hash; 0 where there is none. At most half of the slots are taken. */
  #slots = new Uint32Array(2 * FIRST_CAPACITY);
  readonly #keyAt: (place: number) => string;

  /** @param keyAt the key that was added as the one in this place, from 0 */
  constructor(keyAt: (place: number) => string) {
    this.#keyAt = keyAt;
  }

  /**
   * Adds a key in the next place.
   *
   * @returns false if the key is there already
   */
  add(key: string): boolean {
    if (this.#size === this.#hashes.length) this.#grow();
    const hash = hashOf(key);
    const slot = this.#slotOf(key, hash);
    if (this.#slots[slot] !== 0) return false;
    this.#hashes[this.#size] = hash;
    this.#size += 1;
    this.#slots[slot] = this.#size;
    return true;
  }

  find(key: string): number | undefined {
    const held = this.#slots[this.#slotOf(key, hashOf(key))] ?? 0;
    return held === 0 ? undefined : held - 1;
  }

  /** The slot that holds the key, or else the free one where it belongs. */
  #slotOf(key: string, hash: number): number {
    const last = this.#slots.length - 1;
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const held = this.#slots[slot] ?? 0;
      if (held === 0) return slot;
      if (this.#hashes[held - 1] === hash && this.#keyAt(held - 1) === key) return slot;
    }
  }

  #grow(): void {
    const hashes = new Uint32Array(2 * this.#hashes.length);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Uint32Array(2 * hashes.length);
    const last = this.#slots.length - 1;
    for (let place = 0; place < this.#size; place += 1) {
      let slot = (hashes[place] ?? 0) & last;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
      this.#slots[slot] = place + 1;
    }
  }
}

/** FNV-1a over UTF-16 units, then mixed, so that the low bits depend on all of them. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
}
