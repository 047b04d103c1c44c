/** The URL of the API of a system that has none: it leads nowhere. */
export const NO_API = 'https://no-api.invalid';

/** The outputs of all stacks of a system, by name. */
export type StackOutputs = ReadonlyMap<string, string>;

const KEY_ID = /^ApiKeyId(.+)$/;

/**
 * The values of a system's API keys: the key whose id is the output `ApiKeyId<Name>` has the name `<name>`, in lower case.
 *
 * @param valueOf looks up the value of a key by its id
 */
export async function apiKeysOf(
  outputs: StackOutputs,
  valueOf: (id: string) => Promise<string>,
): Promise<Record<string, string>> {
  const named = [...outputs].flatMap(([output, id]) => {
    const [, name] = KEY_ID.exec(output) ?? [];
    return name === undefined ? [] : [{ name: name.toLowerCase(), id }];
  });
  return Object.fromEntries(await Promise.all(named.map(async ({ name, id }) => [name, await valueOf(id)] as const)));
}
