/** Writes docs/api: what the packages export, from the types and docstrings of their sources. With `--check`, only compares. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const FOLDER = join('docs', 'api');

/** What a project imports, with the file that it leads to. */
const ENTRIES: Readonly<Record<string, string>> = {
  'evenkeel/reconciler': 'cli/exports/reconciler.ts',
  'evenkeel/reconciler/conformance': 'cli/exports/conformance.ts',
  'evenkeel/chaos': 'cli/exports/chaos.ts',
  'evenkeel/chaos/injector': 'cli/exports/injector.ts',
  'evenkeel/chaos/sabotage': 'cli/exports/sabotage.ts',
  'evenkeel/infra': 'cli/exports/infra.ts',
  'evenkeel/local': 'cli/exports/local.ts',
  'evenkeel/k6': 'loadtests/k6/index.ts',
};

/** The pages of the reference, by file name. @param root the repository */
function apiReference(root: string): ReadonlyMap<string, string> {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const program = ts.createProgram(
    Object.values(ENTRIES).map((file) => join(root, file)),
    options,
  );
  const pages = new Map<string, string>();
  for (const [name, file] of Object.entries(ENTRIES)) {
    const source = program.getSourceFile(join(root, file));
    if (source === undefined) throw new Error(`there is no ${file}`);
    pages.set(`${name.replaceAll('/', '-')}.md`, pageOf(name, source, program.getTypeChecker()));
  }
  const listed = [...pages.keys()].map((page) => `- [${page.replace(/\.md$/, '').replaceAll('-', '/')}](${page})`);
  pages.set('README.md', `# API reference\n\n${MADE}\n\n${listed.join('\n')}\n`);
  return pages;
}

const MADE = 'Made from the docstrings by `npm run docs:api`; `npm run check` holds it in step with them.';

function pageOf(name: string, source: ts.SourceFile, checker: ts.TypeChecker): string {
  const module = checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  const sections = exported
    .map((symbol) => ({ symbol, target: targetOf(symbol, checker) }))
    .toSorted((one, other) => (one.symbol.name < other.symbol.name ? -1 : 1))
    .map(({ symbol, target }) => sectionOf(symbol.name, target, checker));
  return `# ${name}\n\n${MADE}\n\n${sections.join('\n\n')}\n`;
}

const targetOf = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);

function sectionOf(name: string, symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const doc = docOf(symbol, checker);
  const [declaration] = symbol.declarations ?? [];
  const parts = [`## ${name}`, ...(doc === '' ? [] : [doc])];
  if (declaration === undefined) return parts.join('\n\n');
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  const signatures = type.getCallSignatures();
  if (signatures.length > 0 && !ts.isTypeAliasDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) {
    const texts = signatures.map((one) => `${name}${checker.signatureToString(one, declaration, FLAGS)}`);
    parts.push(codeOf(texts.join('\n')));
  } else if (ts.isInterfaceDeclaration(declaration)) {
    parts.push(...membersOf(checker.getDeclaredTypeOfSymbol(symbol), checker));
  } else if (ts.isClassDeclaration(declaration)) {
    const made = type.getConstructSignatures().map((one) => checker.signatureToString(one, declaration, FLAGS));
    parts.push(codeOf(made.map((one) => `new ${name}${one.replace(/: [^:]*$/, '')}`).join('\n')));
    parts.push(...membersOf(checker.getDeclaredTypeOfSymbol(symbol), checker, declaration));
  } else if (ts.isTypeAliasDeclaration(declaration)) {
    parts.push(codeOf(declaration.getText().replace(/^export /, '')));
  } else {
    parts.push(codeOf(`${name}: ${checker.typeToString(type, declaration, FLAGS)}`));
  }
  return parts.join('\n\n');
}

const FLAGS: ts.TypeFormatFlags =
  ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

const codeOf = (text: string): string => `\`\`\`\n${text}\n\`\`\``;

/** @param own the class whose own members are listed, without those of what it extends */
function membersOf(type: ts.Type, checker: ts.TypeChecker, own?: ts.Declaration): string[] {
  const rows = checker
    .getPropertiesOfType(type)
    .filter((member) => !member.name.startsWith('__') && !member.name.startsWith('#'))
    .filter((member) => own === undefined || member.declarations?.[0]?.parent === own)
    .map((member) => {
      const [declaration] = member.declarations ?? [];
      const optional = (member.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?';
      const shown =
        declaration === undefined
          ? ''
          : checker.typeToString(checker.getTypeOfSymbolAtLocation(member, declaration), declaration, FLAGS);
      return `| \`${member.name}${optional}\` | \`${cell(shown)}\` | ${cell(docOf(member, checker))} |`;
    });
  return rows.length === 0 ? [] : [['| member | type | |', '|---|---|---|', ...rows].join('\n')];
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ').trim();

function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  const tags = symbol.getJsDocTags(checker).flatMap(({ name, text: parts }) => {
    const said = ts.displayPartsToString(parts).trim();
    if (name === 'example') return [codeOf(said)];
    return ['param', 'returns', 'throws'].includes(name) ? [`*${name}* ${said}`] : [];
  });
  return [text, ...tags].filter((part) => part !== '').join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = apiReference(process.cwd());
  if (process.argv.includes('--check')) await check(pages);
  else await write(pages);
}

async function write(pages: ReadonlyMap<string, string>): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const [file, text] of pages) await writeFile(join(FOLDER, file), text);
}

/** Fails unless the pages are those that are checked in. */
async function check(pages: ReadonlyMap<string, string>): Promise<void> {
  const stale = new Set((await readdir(FOLDER)).filter((file) => !pages.has(file)));
  for (const [file, text] of pages) {
    if ((await readFile(join(FOLDER, file), 'utf8').catch(() => '')) !== text) stale.add(file);
  }
  if (stale.size === 0) return;
  console.error(`docs/api is not what the docstrings say: ${[...stale].join(', ')}; run npm run docs:api`);
  process.exitCode = 1;
}
