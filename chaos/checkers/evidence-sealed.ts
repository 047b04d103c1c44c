import { type Checker, counted, unknown, valid } from './checker.ts';

const name = 'evidence-sealed';

/** No file was changed, removed or added since the run ended. Otherwise the files prove nothing. */
export const evidenceSealed: Checker = {
  name,
  appliesTo: () => true,
  check: ({ parts: { seal } }) => {
    if (!seal.complete) return { name, ...unknown('The files of the run are not sealed.', [seal.reason]) };
    const { files, changes, isSigned } = seal.value;
    if (changes.length > 0) {
      return { name, ...unknown('The files are not what the run left when it ended.', changes) };
    }
    const signed = isSigned ? ', and its signature is valid' : '';
    return { name, ...valid(`The journal and ${counted(files, 'other file')} are what the run left${signed}.`) };
  },
};
