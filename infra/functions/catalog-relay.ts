import { catalogRelay } from '../../services/catalog/index.ts';

export const handler = catalogRelay();
