import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Children, untilPortAccepts } from '../children/index.ts';

/** Real milliseconds within which the engine must open its port; it takes about 3 s, or longer on a busy machine. */
const START_LIMIT_MS = 30_000;

/** The name of the engine's process. */
export const ENGINE = 'DynamoDB Local';

const PACKAGE = 'com.amazonaws.services.dynamodbv2.local.server';

/**
 * The server that DynamoDB Local's own main class starts, in memory, but on 127.0.0.1: that class listens on every
 * interface and has no option for it. Jetty, which the server runs on, starts one from such a description.
 */
const serverDescription = (port: number): string => `<?xml version="1.0"?>
<Configure id="server" class="org.eclipse.jetty.server.Server">
  <Call name="addConnector">
    <Arg>
      <New class="org.eclipse.jetty.server.ServerConnector">
        <Arg><Ref refid="server"/></Arg>
        <Set name="host">127.0.0.1</Set>
        <Set name="port">${String(port)}</Set>
      </New>
    </Arg>
  </Call>
  <Set name="handler">
    <New class="${PACKAGE}.LocalDynamoDBServerHandler">
      <Arg>
        <New class="${PACKAGE}.LocalDynamoDBRequestHandler">
          <Arg type="int">0</Arg>
          <Arg type="boolean">true</Arg> <!-- in memory -->
          <Arg/> <!-- no folder of database files -->
          <Arg type="boolean">false</Arg> <!-- separate tables for each access key and region -->
          <Arg type="boolean">false</Arg> <!-- no delay while a table is created -->
        </New>
      </Arg>
      <Arg/> <!-- no other origins -->
    </New>
  </Set>
</Configure>
`;

const javaArguments = (folder: string, description: string): string[] => [
  '-Xms256m',
  '-Xmx768m',
  '-XX:+UseSerialGC',
  // Only the fast C1 compiler: it halves the CPU time until the engine is warm, and costs nothing in the next few minutes.
  '-XX:TieredStopAtLevel=1',
  `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
  '-Dorg.eclipse.jetty.LEVEL=WARN',
  '-Dorg.eclipse.jetty.util.log.announce=false',
  '-Dorg.eclipse.jetty.xml.XmlParser.Validating=false',
  '-cp',
  [join(folder, 'DynamoDBLocal.jar'), join(folder, 'DynamoDBLocal_lib', '*')].join(delimiter),
  'org.eclipse.jetty.xml.XmlConfiguration',
  description,
];

const javaMissing = (error: unknown): Error =>
  new Error(
    'DynamoDB Local needs Java 11 or later, and `java` is not on the PATH: install a JRE (Debian: `apt-get install default-jre-headless`)',
    {
      cause: error,
    },
  );

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/**
 * Starts DynamoDB Local in memory on 127.0.0.1, and resolves once it accepts connections on `port`. It keeps separate
 * tables for each access key.
 *
 * @param folder the folder of `DynamoDBLocal.jar`
 */
export async function startDynamoDbLocal(children: Children, port: number, folder: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'evenkeel-dynamodb-'));
  const description = join(scratch, 'server.xml');
  await writeFile(description, serverDescription(port));
  const started = children.start({
    name: ENGINE,
    command: 'java',
    args: javaArguments(folder, description),
    endSignal: 'SIGTERM',
    scratch,
  });
  const java = await started.catch(async (error: unknown) => {
    await rm(scratch, { recursive: true, force: true });
    throw isMissing(error) ? javaMissing(error) : error;
  });
  await Promise.race([java.failed, untilPortAccepts(ENGINE, port, START_LIMIT_MS)]);
}
