/** The command that installs a package that a user's module imports and cannot find. */
export function howToInstall(error: unknown): string {
  const [, name] = /^Cannot find package '([^']+)'/.exec(error instanceof Error ? error.message : '') ?? [];
  return name === undefined ? '' : `. Run \`npm install ${name}\``;
}
