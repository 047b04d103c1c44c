/** Source files that do not compile or cannot be linked: the user corrects them. */
import { fileURLToPath } from 'node:url';

/**
 * How esbuild begins and lists its errors, also those of a clone's sources while they load. Of the latter the loader keeps
 * the text alone.
 */
const FAILED = /^(?:Build|Transform) failed with \d+ errors?:$/m;
const COMPILER_LINE = /^(.+):(\d+):(\d+): ERROR: (.+)$/gm;

/** Node.js names the importing file, as a path or a URL, only in the stack, above the message. */
const IMPORTER = /^(\S.*\.[cm]?tsx?)(?:\?.*)?:(\d+)$/m;
const NO_EXPORT = /does not provide an export named/;
const NO_MODULE = /^(Cannot find module '.*') imported from (.*\.[cm]?tsx?)$/;

/** The files that do not compile, each with its place and what the compiler says; undefined if that is not the error. */
export function uncompiled(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const lines = FAILED.test(error.message) ? compilerLines(error) : importLines(error);
  const [only, ...more] = lines;
  if (only === undefined) return uncompiled(error.cause);
  if (more.length === 0) return `${only}; correct it and start again`;
  return `these source files do not compile; correct them and start again:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** esbuild counts columns from 0, and editors from 1. */
const compilerLines = ({ message }: Error): readonly string[] =>
  [...message.matchAll(COMPILER_LINE)].map(
    ([, file = '', line = '', column, text = '']) => `${file}:${line}:${Number(column) + 1}: ${text}`,
  );

function importLines({ message, stack = '' }: Error): readonly string[] {
  const [, text, importing] = NO_MODULE.exec(message) ?? [];
  if (text !== undefined && importing !== undefined) return [`${importing}: ${text}`];
  const [, importer, line] = NO_EXPORT.test(message) ? (IMPORTER.exec(stack) ?? []) : [];
  if (importer === undefined || line === undefined) return [];
  const file = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
  return [`${file}:${line}: ${message}`];
}
