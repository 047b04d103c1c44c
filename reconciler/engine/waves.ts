/** Rules in the order in which they may run: each wave needs only those before it. A cycle is left out. */
export function waves<Rule extends { readonly name: string; readonly after: readonly string[] }>(
  rules: readonly Rule[],
): Rule[][] {
  const chosen = new Set(rules.map(({ name }) => name));
  const done = new Set<string>();
  const ordered: Rule[][] = [];
  for (;;) {
    const ready = rules.filter(
      ({ name, after }) => !done.has(name) && after.every((other) => done.has(other) || !chosen.has(other)),
    );
    if (ready.length === 0) return ordered;
    ordered.push(ready);
    for (const { name } of ready) done.add(name);
  }
}
