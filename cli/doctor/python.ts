import { atLeast, outputOf, type Prerequisite, versionIn, whereIs } from './prerequisite.ts';

export const python: Prerequisite = {
  name: 'Python >= 3.10 with pip',
  look: async () => {
    const output = await outputOf('python3', ['--version']);
    const version = output === undefined ? undefined : versionIn(output);
    const venv = await outputOf('python3', ['-c', 'import ensurepip, venv']);
    const found = version !== undefined && atLeast(version, 3, 10) && venv !== undefined;
    return {
      name: python.name,
      found,
      neededFor: 'tests',
      detail:
        version === undefined
          ? 'no python3 on PATH (the tests lint templates and call the local servers with Python clients)'
          : `${await whereIs('python3')}, ${version.text}${venv === undefined ? ', without venv and pip' : ''}`,
      fix: found ? undefined : 'apt-get install python3 python3-venv python3-pip   (macOS: brew install python)',
    };
  },
};
