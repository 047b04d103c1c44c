import type { FieldType, Json } from '../engine/index.ts';

/** A value that the view cannot represent as the type that the field declares. */
export class Unreadable {
  readonly #type: FieldType;
  readonly #shown: string;
  readonly #kind: string;
  /** The value of a text field that is not a text, if another store's type may accept it. */
  readonly structured: Exclude<Json, null> | undefined;

  /** @param kind describes the value without showing it, such as `a value of DynamoDB's type N` */
  constructor(type: FieldType, shown: string, kind: string, structured?: Exclude<Json, null>) {
    this.structured = structured;
    this.#type = type;
    this.#shown = shown;
    this.#kind = kind;
  }

  /** Says why the value is unreadable. Shows the value unless it is sensitive. */
  reason(isSensitive: boolean): string {
    const shown = this.#shown.length > MAX_SHOWN ? `${this.#shown.slice(0, MAX_SHOWN)}...` : this.#shown;
    return `${isSensitive ? this.#kind : shown} is not of type ${this.#type}`;
  }
}

/** Maximum number of characters of a value in a reason. */
const MAX_SHOWN = 80;
