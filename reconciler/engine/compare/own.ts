/**
 * The same text with memory of its own. V8 makes a part of a text as a view of the whole, so that a key cut out of a page
 * of the spool keeps the page for as long as it is held itself. Two bytes a unit, since a key may be no sound UTF-8.
 */
export const own = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
