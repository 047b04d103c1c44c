import { atLeast, type Prerequisite, versionIn } from './prerequisite.ts';

export const node: Prerequisite = {
  name: 'Node.js >= 20.19',
  look: () => {
    const version = versionIn(process.versions.node);
    const found = version !== undefined && atLeast(version, 20, 19);
    return Promise.resolve({
      name: node.name,
      found,
      neededFor: 'gameday',
      detail: `${process.execPath}, ${process.versions.node}`,
      fix: found ? undefined : 'install Node.js 20.19 or later: nvm install 24',
    });
  },
};
