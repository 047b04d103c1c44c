/**
 * Compiles a pattern in which `*` matches any text, and with `one` also a character that matches any one character. It
 * takes at most pattern length x text length steps, unlike a regular expression with several `.*`, which can take
 * exponentially many.
 *
 * The algorithm is the usual one for globs: on a mismatch, the latest `*` takes one more character.
 */
export function wildcard(pattern: string, options: { readonly one?: '?' } = {}): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let read = 0;
    let star = -1;
    let resume = 0;
    while (read < text.length) {
      const wanted = pattern[at];
      if (wanted === '*') {
        star = at;
        resume = read;
        at += 1;
      } else if (wanted !== undefined && (wanted === options.one || wanted === text[read])) {
        at += 1;
        read += 1;
      } else if (star !== -1) {
        resume += 1;
        read = resume;
        at = star + 1;
      } else {
        return false;
      }
    }
    while (pattern[at] === '*') at += 1;
    return at === pattern.length;
  };
}
