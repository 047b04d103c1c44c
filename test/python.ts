/** Python tools that tests use (cfn-lint, boto3), in an environment cached under the hash of its requirements. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const REQUIREMENTS = fileURLToPath(new URL('./python/requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../.cache/python/', import.meta.url));

/** Runs Python with the pinned packages: `python(['-m', 'cfnlint', file])`. */
export async function python(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> {
  const directory = await pythonEnvironment();
  const { exitCode, stdout, stderr } = await x(join(directory, 'bin', 'python'), [...args], {
    nodeOptions: { env: { ...process.env, ...environment } },
  });
  return { exitCode, stdout, stderr };
}

/** The folder of the environment, which is created for new requirements or a new interpreter. */
async function pythonEnvironment(): Promise<string> {
  const version = await run('python3', ['--version']);
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(REQUIREMENTS));
  const directory = join(CACHE, hash.digest('hex').slice(0, 20));
  if (existsSync(directory)) return directory;

  const scratch = `${directory}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', scratch]);
    await run(join(scratch, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
    await rename(scratch, directory).catch((error: unknown) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return directory;
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await x(command, [...args]).then(
    (output) => output,
    (error: unknown) => ({ exitCode: 127, stdout: '', stderr: String(error) }),
  );
  if (exitCode === 0) return stdout.trim();
  throw new Error(
    `"${[command, ...args].join(' ')}" ended with ${exitCode ?? 'a signal'}. The tests want Python >= 3.10 with venv and pip; \`evenkeel doctor\` says how to install it.\n${stderr}`,
  );
}
