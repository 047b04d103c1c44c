/** The project's Markdown files, as the tests of the documentation read them. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** The text without fenced code. */
  readonly prose: string;
  /** The lines of fenced code, and the code spans in prose. */
  readonly code: readonly string[];
}

const folders = ['docs', 'chaos', 'infra', 'local', 'reconciler', 'services', 'examples'];
const FENCE = /^```.*\n[\s\S]*?^```$/gm;

export async function readDocuments(): Promise<readonly Document[]> {
  const below = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true })).map((file) => join(folder, file)),
    ),
  );
  const paths = [...(await readdir(root)), ...below.flat()].filter(
    (path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist|cdk\.out|runs)\/|^docs\/api\//.test(path),
  );
  return Promise.all(paths.sort().map(readDocument));
}

async function readDocument(path: string): Promise<Document> {
  const text = await readFile(join(root, path), 'utf8');
  const prose = text.replaceAll(FENCE, '');
  const fenced = [...text.matchAll(FENCE)].flatMap(([block]) => block.split('\n').slice(1, -1));
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll(/\s+/g, ' '));
  return { path, text, prose, code: [...fenced.map((line) => line.trim()), ...spans] };
}

/** The anchors that GitHub gives to a document's headings. */
export const anchorsOf = ({ prose }: Document): string[] =>
  [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );

/** A document's links into the repository, as a path from its root and an anchor. */
export function linksOf({ path, prose }: Document): { readonly path: string; readonly anchor: string | undefined }[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    const [file = '', anchor] = target.split('#');
    const hosted = /^https:\/\/github\.com\/evenkeel\/evenkeel\/blob\/main\/(.+)$/.exec(file)?.[1];
    if (hosted !== undefined) return [{ path: hosted, anchor }];
    if (file.includes(':')) return [];
    return [{ path: file === '' ? path : relative(root, join(root, dirname(path), file)), anchor }];
  });
}

const TOP = 'chaos|cli|docs|examples|infra|loadtests|local|reconciler|reports|services|systems|test';
const PATH = new RegExp(`^(?:${TOP})/[\\w./-]+$`);

/** The files and folders of the repository that a document names in code, without those that a run writes. */
export const pathsNamedIn = ({ code }: Document): string[] =>
  code.filter((span) => PATH.test(span) && !span.startsWith('reports/runs'));

export const exists = (path: string): boolean => existsSync(join(root, path));
