/** Finds what a parser of JSON hides: of two members with one name, it takes the last, and other readers the first. */

const [QUOTE, COLON, BACKSLASH, OPENING, CLOSING] = ['"', ':', '\\', '{', '}'].map((one) => one.charCodeAt(0));

/**
 * The first member that an object of the text has already.
 *
 * @param json valid JSON
 */
export function repeatedMember(json: string): string | undefined {
  /** The names of each open object, from the outermost. */
  const open: Set<string>[] = [];
  for (let place = 0; place < json.length; place += 1) {
    const code = json.charCodeAt(place);
    if (code === OPENING) open.push(new Set());
    else if (code === CLOSING) open.pop();
    else if (code === QUOTE) {
      const end = endOfText(json, place);
      // Only a name is followed by a colon.
      if (isColonNext(json, end)) {
        const name = nameAt(json, place, end);
        const names = open.at(-1);
        if (names?.has(name) === true) return name;
        names?.add(name);
      }
      place = end;
    }
  }
  return undefined;
}

/** The place of the quote that ends a text. */
function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, place: number): boolean {
  let before = place - 1;
  while (json.charCodeAt(before) === BACKSLASH) before -= 1;
  return (place - before) % 2 === 0;
}

function isColonNext(json: string, end: number): boolean {
  let place = end + 1;
  while (json.charCodeAt(place) <= SPACE) place += 1;
  return json.charCodeAt(place) === COLON;
}

/** No other white space of JSON has a greater code. */
const SPACE = 0x20;

/** A name may be written in two ways. */
function nameAt(json: string, start: number, end: number): string {
  const written = json.slice(start + 1, end);
  return written.includes('\\') ? (JSON.parse(json.slice(start, end + 1)) as string) : written;
}
