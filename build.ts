/** Compiles the package to dist/ and puts beside the code the files that it reads by path. */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { x } from 'tinyexec';

const folders = ['services', 'reconciler', 'chaos', 'loadtests', 'infra', 'reports', 'local', 'cli'];
const readByPath = new Set(['.yaml', '.sql', '.mod', '.sum', '.json', '.css', '.js', '.mjs', '.cjs']);

await rm('dist', { recursive: true, force: true });
await x('tsc', ['-p', 'tsconfig.build.json'], { throwOnError: true, nodeOptions: { stdio: 'inherit' } });
for (const folder of folders) {
  for (const file of await readdir(folder, { recursive: true })) {
    const source = join(folder, file);
    if (!readByPath.has(extname(file)) || source.startsWith(join('reports', 'runs'))) continue;
    await mkdir(dirname(join('dist', source)), { recursive: true });
    await cp(source, join('dist', source));
  }
}
