import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionRegistry, FunctionVersion } from './registry.ts';

const SOURCE = /\.[cm]?js$/u;

/** Whether the code of one function, or its variables, contain each of these texts as a literal of its own. */
export function codeContains(registry: FunctionRegistry, texts: readonly string[]): boolean {
  return registry.list().some(({ versions }) => {
    const latest = versions.get('$LATEST');
    return latest !== undefined && hasAll(latest, texts);
  });
}

function hasAll({ directory, variables }: FunctionVersion, texts: readonly string[]): boolean {
  const set = new Set(Object.values(variables));
  const wanted = texts.filter((text) => !set.has(text));
  if (wanted.length === 0) return true;
  const sources = readdirSync(directory).filter((file) => SOURCE.test(file));
  const code = sources.map((file) => readFileSync(join(directory, file), 'utf8'));
  return wanted.every((text) => code.some((source) => isLiteralIn(source, text)));
}

const isLiteralIn = (source: string, text: string): boolean =>
  ['"', "'", '`'].some((quote) => source.includes(`${quote}${text}${quote}`));
