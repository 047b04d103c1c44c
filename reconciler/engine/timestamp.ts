/**
 * Moments as microseconds since 2000-01-01 UTC, which is what PostgreSQL stores, and as text in UTC with six decimals.
 * Years before 0 and after 9999 are in ISO 8601's extended form: `-000043` is 44 BC.
 */
const EPOCH_2000_SECONDS = 946_684_800;
const NORMAL = /^([+-]\d{6}|\d{4})(-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.(\d{6})Z$/;

const MICROSECONDS = 1_000_000n;
const INFINITIES: ReadonlyMap<string, bigint> = new Map([
  ['infinity', 2n ** 63n - 1n],
  ['-infinity', -(2n ** 63n)],
]);
const INFINITE_HEX: ReadonlyMap<string, string> = new Map([
  ['7fffffffffffffff', 'infinity'],
  ['8000000000000000', '-infinity'],
]);

/** The Gregorian calendar repeats after 400 years: a year beyond those that `Date` knows is computed as an earlier one. */
const CYCLE_YEARS = 400;
const CYCLE_SECONDS = 146_097 * 86_400;
/** The last full year of `Date` is 275,759; PostgreSQL's last year is 294,276. */
const LAST_YEAR = 275_000;
const LAST_SECONDS = 8.6e12;
const SHIFT_CYCLES = 50;

/** Undefined for a text that is not in the normal form. */
export function microsecondsOf(text: string): bigint | undefined {
  const match = NORMAL.exec(text);
  if (match === null) return INFINITIES.get(text);
  const [, written = '', rest = '', fraction = ''] = match;
  const { year, shiftedSeconds } = shiftedYear(Number(written));
  const known = shiftedSeconds === 0 ? written : yearText(year);
  const seconds = Date.parse(`${known}${rest}Z`) / 1000 + shiftedSeconds - EPOCH_2000_SECONDS;
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * MICROSECONDS + BigInt(fraction);
}

/** @param hex 16 digits, a 64-bit integer in two's complement */
export function timestampFromHex(hex: string): string {
  // This runs for millions of moments. Nearly all are within a few years of 2000, and need no bigint.
  const high = wordAt(hex, 0);
  if (high < -NEAR_HIGH || high >= NEAR_HIGH) return INFINITE_HEX.get(hex) ?? farTimestamp(hex);
  const microseconds = high * WORD + (wordAt(hex, WORD_DIGITS) >>> 0);
  const seconds = Math.floor(microseconds / 1_000_000);
  const day = Math.floor(seconds / DAY_SECONDS);
  const second = seconds - day * DAY_SECONDS;
  const minute = Math.floor(second / 60);
  const fraction = microseconds - seconds * 1_000_000;
  const thousands = Math.floor(fraction / 1000);
  const clock = `${MINUTES[minute] ?? ''}:${TWO[second - minute * 60] ?? ''}`;
  return `${dayText(day)}T${clock}.${THREE[thousands] ?? ''}${THREE[fraction - thousands * 1000] ?? ''}Z`;
}

/** Eight hexadecimal digits as a signed word; without a substring, which `Number.parseInt` would need. */
function wordAt(hex: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + WORD_DIGITS; at += 1) {
    const code = hex.charCodeAt(at);
    word = (word << 4) | ((code & 15) + 9 * (code >> 6));
  }
  return word;
}

const WORD_DIGITS = 8;

const WORD = 2 ** 32;
/** A moment whose high word is below this is exact as a number, and has a year of four digits: 1857 to 2142. */
const NEAR_HIGH = 2 ** 20;
const DAY_SECONDS = 86_400;
/** Days whose text is kept. */
const MAX_DAYS = 10_000;

const dayTexts = new Map<number, string>();

function dayText(day: number): string {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  if (dayTexts.size >= MAX_DAYS) dayTexts.clear();
  const text = new Date((day * DAY_SECONDS + EPOCH_2000_SECONDS) * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length);
  dayTexts.set(day, text);
  return text;
}

const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));
/** Each second of a minute in two digits, and each minute of a day as `HH:MM`. */
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const MINUTES = Array.from({ length: 24 }, (_, hour) => TWO.map((minute) => `${TWO[hour] ?? ''}:${minute}`)).flat();

function farTimestamp(hex: string): string {
  const microseconds = BigInt.asIntN(64, BigInt(`0x${hex}`));
  const fraction = ((microseconds % MICROSECONDS) + MICROSECONDS) % MICROSECONDS;
  const seconds = Number((microseconds - fraction) / MICROSECONDS) + EPOCH_2000_SECONDS;
  return `${isoSeconds(seconds)}.${String(fraction).padStart(6, '0')}Z`;
}

/** An earlier year that `Date` can represent and that has the same calendar, and how many seconds earlier it is. */
export function shiftedYear(year: number): { readonly year: number; readonly shiftedSeconds: number } {
  const cycles = year > LAST_YEAR ? SHIFT_CYCLES : 0;
  return { year: year - cycles * CYCLE_YEARS, shiftedSeconds: cycles * CYCLE_SECONDS };
}

/** A moment in seconds since 1970, as `YYYY-MM-DDTHH:MM:SS` in UTC. */
export function isoSeconds(seconds: number): string {
  const cycles = seconds > LAST_SECONDS ? SHIFT_CYCLES : 0;
  const text = new Date((seconds - cycles * CYCLE_SECONDS) * 1000).toISOString();
  const whole = text.slice(0, -'.000Z'.length);
  return cycles === 0 ? whole : withYear(whole, cycles * CYCLE_YEARS);
}

function withYear(text: string, added: number): string {
  const year = /^(?:[+-]\d{6}|\d{4})/.exec(text)?.[0] ?? '';
  return `${yearText(Number(year) + added)}${text.slice(year.length)}`;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}
