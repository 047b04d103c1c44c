import * as z from 'zod/mini';
import { customResource } from '../platform/custom-resource.ts';
import { connector } from '../platform/data-api.ts';
import { migrate } from '../platform/migration.ts';
import { secretReader } from '../platform/secrets.ts';

const Properties = z.object({
  ClusterArn: z.string(),
  AdministratorSecretArn: z.string(),
  /** Roles that may connect to every database, and do there what its migrations grant them. */
  Guests: z.array(z.object({ Name: z.string(), SecretArn: z.string() })),
  Databases: z.array(
    z.object({
      Name: z.string(),
      SecretArn: z.string(),
      Migrations: z.array(z.object({ Name: z.string(), Sql: z.string() })),
    }),
  ),
});

const Credentials = z.object({ username: z.string(), password: z.string() });

const readSecret = secretReader();

async function passwordIn(secretArn: string): Promise<string> {
  return z.parse(Credentials, JSON.parse(await readSecret(secretArn))).password;
}

export const handler = customResource('schema', async (given) => {
  const properties = z.parse(Properties, given);
  const connect = connector(properties.ClusterArn, properties.AdministratorSecretArn);
  const guests = await Promise.all(
    properties.Guests.map(async ({ Name, SecretArn }) => ({ name: Name, password: await passwordIn(SecretArn) })),
  );
  for (const { Name, SecretArn, Migrations } of properties.Databases) {
    const password = await passwordIn(SecretArn);
    const migrations = Migrations.map((migration) => ({ name: migration.Name, sql: migration.Sql }));
    const applied = await migrate({ name: Name, password, guests, migrations }, connect, () => new Date());
    console.info(JSON.stringify({ level: 'INFO', event: 'migrated', database: Name, applied }));
  }
});
