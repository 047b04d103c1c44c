import { findGo, findK6 } from '../../loadtests/lib/k6-binary.ts';
import type { Prerequisite } from './prerequisite.ts';

export const k6: Prerequisite = {
  name: 'k6 2.x, or Go >= 1.26',
  look: async () => {
    const [binary, go] = await Promise.all([findK6(), findGo()]);
    const detail =
      binary !== undefined
        ? `${binary.path}, ${binary.version} (${binary.from})`
        : go !== undefined
          ? `no k6 yet; Go ${go} builds it at the first load run (about a minute)`
          : 'no k6 2.x on PATH, and no Go to build it';
    const found = binary !== undefined || go !== undefined;
    return {
      name: k6.name,
      found,
      neededFor: 'gameday',
      detail,
      fix: found ? undefined : 'install k6 2.x, or Go 1.26 or later, so that evenkeel can build k6',
    };
  },
};
