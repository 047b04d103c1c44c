/** Builds or installs, once on a machine, the tools that tests use, so that no test waits for them: k6, and Python's packages. */
import { obtainK6 } from '../loadtests/entry.ts';
import { interpreter } from './python.ts';

await Promise.all([obtainK6({ onBuild: (message) => process.stderr.write(`${message}\n`) }), interpreter()]);
