import type { FieldType } from '../engine/index.ts';

/** Stands for a value that a view cannot represent as the type that the field declares. */
export class Unreadable {
  readonly #type: FieldType;
  readonly #shown: string;
  readonly #kind: string;

  /** @param kind what it is, without its value, such as `a value of DynamoDB's type N` */
  constructor(type: FieldType, shown: string, kind: string) {
    this.#type = type;
    this.#shown = shown;
    this.#kind = kind;
  }

  /** Names the value, unless no report may show it. */
  reason(isSensitive: boolean): string {
    const shown = this.#shown.length > MAX_SHOWN ? `${this.#shown.slice(0, MAX_SHOWN)}...` : this.#shown;
    return `${isSensitive ? this.#kind : shown} is not of type ${this.#type}`;
  }
}

/** Characters of a value that a reason shows. */
const MAX_SHOWN = 80;
