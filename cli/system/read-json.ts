/** Reads JSON from a URL, which an error names: that of `fetch` says only that it failed. */
export async function readJson(url: string): Promise<unknown> {
  try {
    return await (await fetch(url)).json();
  } catch (error) {
    throw new Error(`${url} does not answer: ${causeOf(error)}`, { cause: error });
  }
}

const causeOf = (error: unknown): string => {
  const { cause = error } = error instanceof Error ? error : {};
  return cause instanceof Error ? cause.message : String(cause);
};
