/** Scratch space in temporary files, for sets larger than memory. */
export { fileSpool } from './files.ts';
