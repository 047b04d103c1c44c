/** Control characters other than line feed and tab, and characters that change the direction of text. */
const UNPRINTABLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Replaces the characters that make a terminal do something: move the cursor, hide text, set its title. Keys, log lines
 * and evidence come from outside, and must not be able to forge a verdict on the screen. In JSON, the replacement is the
 * character's own escape, so the value stays the same.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
