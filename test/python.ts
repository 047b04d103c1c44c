/** Python tools that tests use (cfn-lint, boto3, MiniStack), in environments cached under the hash of their requirements. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x } from 'tinyexec';

const CACHE = fileURLToPath(new URL('../.cache/python/', import.meta.url));

/** Runs Python with the pinned packages: `python(['-m', 'cfnlint', file])`. */
export async function python(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await x(await interpreter(), [...args], {
    nodeOptions: { env: { ...process.env, ...environment } },
  });
  return { exitCode, stdout, stderr };
}

/**
 * The Python that has the packages that a file in `test/python` pins. Its environment is created for new requirements or a
 * new version of Python.
 */
export async function interpreter(requirements = 'requirements.txt'): Promise<string> {
  const file = fileURLToPath(new URL(`./python/${requirements}`, import.meta.url));
  const directory = await pythonEnvironment(file);
  return join(directory, 'bin', 'python');
}

async function pythonEnvironment(requirements: string): Promise<string> {
  const version = await run('python3', ['--version']);
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(requirements));
  const directory = join(CACHE, hash.digest('hex').slice(0, 20));
  if (existsSync(directory)) return directory;

  const scratch = `${directory}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', scratch]);
    await run(join(scratch, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
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
