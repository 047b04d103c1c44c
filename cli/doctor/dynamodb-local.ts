import { installedEmulator } from '@evenkeel/local/dynamodb/emulator';
import { cacheDirectory } from '../places.ts';
import { outputOf, type Prerequisite, versionIn } from './prerequisite.ts';

/** DynamoDB Local: installed, cached, or fetched by npm at the first boot. */
export const dynamoDbLocal: Prerequisite = {
  name: 'DynamoDB Local, or npm',
  look: async () => {
    const folder = installedEmulator({ cache: cacheDirectory() });
    const npm = folder === undefined ? await outputOf('npm', ['--version']) : undefined;
    const version = npm === undefined ? undefined : versionIn(npm)?.text;
    return {
      name: dynamoDbLocal.name,
      found: folder !== undefined || version !== undefined,
      neededFor: 'gameday',
      detail:
        folder ??
        (version === undefined ? 'not installed, and no npm on PATH' : `npm ${version} fetches it at the first boot`),
      fix:
        folder === undefined && version === undefined
          ? 'install npm, or use another DynamoDB: evenkeel up --dynamodb-endpoint URL'
          : undefined,
    };
  },
};
