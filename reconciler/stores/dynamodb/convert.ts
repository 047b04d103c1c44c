/** Converts values to DynamoDB's attribute values. A value that cannot be converted exactly is refused. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  ExactNumber,
  type FieldType,
  fromText,
  hasLoneSurrogate,
  type Json,
  NonJsonValue,
  type Value,
  writtenText,
} from '../../engine/index.ts';

/** A value that DynamoDB cannot hold exactly. The message does not show the value, because it may be sensitive. */
export class UnstorableError extends Error {
  readonly #what: string;

  constructor(what: string, attribute?: string) {
    super(`${attribute === undefined ? '' : `${attribute}: `}DynamoDB cannot hold ${what}`);
    this.#what = what;
  }

  /** The same error, with the name of the attribute. */
  forAttribute(attribute: string): UnstorableError {
    return new UnstorableError(this.#what, attribute);
  }
}

/** @throws UnstorableError instead of storing a different value */
export function attributeOf(type: FieldType, value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  switch (type) {
    case 'text':
    case 'timestamp':
      return { S: string(writtenText(value)) };
    case 'integer':
    case 'decimal':
      return { N: number(writtenText(value)) };
    case 'boolean':
      return { BOOL: value === true };
    case 'binary':
      return { B: Buffer.from(writtenText(value), 'base64') };
    case 'json':
      return typeof value === 'bigint' ? { N: number(String(value)) } : documentOf(value);
  }
}

function documentOf(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: string(value) };
  if (typeof value === 'number') return { N: number(String(value)) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof ExactNumber) return { N: number(value.digits) };
  if (value instanceof NonJsonValue) return setOf(value);
  if (Array.isArray(value)) return { L: value.map((item: Json) => documentOf(item)) };
  const members = Object.entries(value).map(([name, member]: [string, Json]) => {
    if (name === '') throw new UnstorableError('a document with an empty name');
    return [string(name), documentOf(member)] as const;
  });
  return { M: Object.fromEntries(members) };
}

function setOf({ kind, members }: NonJsonValue): AttributeValue {
  const texts = members.map((member) => (member instanceof ExactNumber ? member.digits : String(member)));
  if (kind === 'JSON null') return { NULL: true };
  if (kind === 'binary') return { B: Buffer.from(texts[0] ?? '', 'base64') };
  if (texts.length === 0) throw new UnstorableError('an empty set');
  if (kind === 'string set') return { SS: texts.map(string) };
  return kind === 'number set' ? { NS: texts.map(number) } : { BS: texts.map((text) => Buffer.from(text, 'base64')) };
}

function string(text: string): string {
  if (hasLoneSurrogate(text)) throw new UnstorableError('a text with a lone surrogate');
  return text;
}

const MAX_DIGITS = 38;
/** Range of the power of ten of a number's first digit. */
const MIN_POWER = -130;
const MAX_POWER = 125;

function number(text: string): string {
  const normal = fromText('decimal', text) as string;
  const match = /^-?(\d+)(?:\.(\d+))?$/.exec(normal);
  if (match === null) throw new UnstorableError(normal);
  const [, whole = '', fraction = ''] = match;
  const significant = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '');
  if (significant.length > MAX_DIGITS) {
    throw new UnstorableError(`a number of ${significant.length} digits: the limit is ${MAX_DIGITS}`);
  }
  const power = whole === '0' ? -1 - (/^0*/.exec(fraction)?.[0].length ?? 0) : whole.length - 1;
  if (significant !== '' && (power < MIN_POWER || power > MAX_POWER)) {
    throw new UnstorableError(`a number of about 1e${power}: the range is 1e${MIN_POWER} to 9.9e${MAX_POWER}`);
  }
  return normal;
}
