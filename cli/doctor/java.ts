import { outputOf, type Prerequisite, versionIn, whereIs } from './prerequisite.ts';

export const java: Prerequisite = {
  name: 'Java >= 11',
  look: async () => {
    const output = await outputOf('java', ['-version']);
    const version = output === undefined ? undefined : versionIn(output);
    const found = version !== undefined && version.major >= 11;
    return {
      name: java.name,
      found,
      neededFor: 'gameday',
      detail:
        version === undefined
          ? 'no java on PATH (DynamoDB Local needs it)'
          : `${await whereIs('java')}, ${version.text}`,
      fix: found ? undefined : 'apt-get install openjdk-17-jre-headless   (macOS: brew install openjdk)',
    };
  },
};
