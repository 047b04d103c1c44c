import { installedNode } from '@evenkeel/local/lambda/node';
import { cacheDirectory } from '../places.ts';
import { outputOf, type Prerequisite } from './prerequisite.ts';

/** The runtime of the reference system's functions. */
const RUNTIME = 'nodejs24.x';

/** Node.js 24 for functions: this process's own, cached, or fetched by npm at the first boot. Without it, functions still run. */
export const functionNode: Prerequisite = {
  name: 'Node.js 24 (functions)',
  look: async () => {
    const node = installedNode(RUNTIME, { cache: cacheDirectory() });
    const npm = node === undefined ? await outputOf('npm', ['--version']) : undefined;
    const substitute =
      npm === undefined ? `functions run on ${process.versions.node}` : 'npm fetches it at the first boot';
    return {
      name: functionNode.name,
      found: true,
      neededFor: 'gameday',
      detail: node === undefined ? substitute : `${node.path}, ${node.version}`,
      fix: undefined,
    };
  },
};
