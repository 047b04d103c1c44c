/** The services of wrapped handlers, as the bundled code of an app shows them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Template } from '../template.ts';

/** The options of a `withChaos`: a service beside a correlation id, in either order. */
const HANDLERS = [
  /\bservice:\s*(["'`])([^"'`$]+)\1\s*,[^{}]*?\bcorrelationId\b/g,
  /\bcorrelationId\b[^{}]*?\bservice:\s*(["'`])([^"'`$]+)\1/g,
];
/** A `withFaults` names its service first. */
const STEPS = /\bwithFaults\w*\(\s*(["'`])([^"'`$]+)\1/g;

/**
 * The services that the functions enabled for chaos wrap their handlers with; none if no function is enabled. Undefined if
 * the code of one does not show its service, such as one whose name is computed.
 */
export async function servicesIn(
  assembly: string,
  templates: readonly Template[],
): Promise<readonly string[] | undefined> {
  const keys = templates.flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
      Type === 'AWS::Lambda::Function' && isEnabled(Properties) ? [codeKeyOf(Properties)] : [],
    ),
  );
  const found = new Set<string>();
  for (const key of keys) {
    const services = key === undefined ? [] : servicesInCode(await codeOf(assembly, key));
    if (services.length === 0) return undefined;
    for (const service of services) found.add(service);
  }
  return [...found].sort();
}

export const servicesInCode = (code: string): string[] =>
  [...HANDLERS, STEPS].flatMap((pattern) => [...code.matchAll(pattern)].map(([, , service = '']) => service));

interface Properties {
  readonly Environment?: { readonly Variables?: { readonly CHAOS_ENABLED?: unknown } };
  readonly Code?: { readonly S3Key?: unknown };
}

const isEnabled = (properties: Properties): boolean => properties.Environment?.Variables?.CHAOS_ENABLED === 'true';

/** The hash of the asset with the function's code. */
function codeKeyOf({ Code }: Properties): string | undefined {
  return typeof Code?.S3Key === 'string' ? Code.S3Key.replace(/\.[^.]+$/, '') : undefined;
}

/** The JavaScript of an asset, by its hash; empty if it cannot be read here, such as that of a container. */
export async function codeOf(assembly: string, asset: string): Promise<string> {
  const folder = join(assembly, `asset.${asset}`);
  const files = await readdir(folder).catch((): string[] => []);
  const scripts = files.filter((file) => /\.[cm]?js$/.test(file));
  return (await Promise.all(scripts.map((file) => readFile(join(folder, file), 'utf8')))).join('\n');
}
