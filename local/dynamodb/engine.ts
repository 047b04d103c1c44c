import { join } from 'node:path';
import { type Children, untilPortAccepts } from '../children/index.ts';

/** Real milliseconds within which the engine must open its port; it takes about 3 s, or longer on a busy machine. */
const START_LIMIT_MS = 30_000;

const javaArguments = (folder: string, port: number): string[] => [
  '-Xms256m',
  '-Xmx768m',
  '-XX:+UseSerialGC',
  // Only the fast C1 compiler: it halves the CPU time until the engine is warm, and costs nothing in the next few minutes.
  '-XX:TieredStopAtLevel=1',
  `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
  '-jar',
  join(folder, 'DynamoDBLocal.jar'),
  '-inMemory',
  '-port',
  String(port),
  '-disableTelemetry',
];

const javaMissing = (error: unknown): Error =>
  new Error(
    'DynamoDB Local needs Java 11 or later, and `java` is not on the PATH: install a JRE (Debian: `apt-get install default-jre-headless`).',
    {
      cause: error,
    },
  );

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/**
 * Starts DynamoDB Local in memory, and resolves once it accepts connections on `port`. It has no option to listen on a
 * single address, and it keeps separate tables for each access key.
 *
 * @param folder the folder of `DynamoDBLocal.jar`
 */
export async function startDynamoDbLocal(children: Children, port: number, folder: string): Promise<void> {
  const started = children.start({
    name: 'DynamoDB Local',
    command: 'java',
    args: javaArguments(folder, port),
    endSignal: 'SIGTERM',
  });
  const java = await started.catch((error: unknown) => {
    throw isMissing(error) ? javaMissing(error) : error;
  });
  await Promise.race([java.failed, untilPortAccepts('DynamoDB Local', port, START_LIMIT_MS)]);
}
