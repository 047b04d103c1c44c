/** Scratch space in temporary files, for sets that are larger than memory. */
export { fileSpool } from './files.ts';
